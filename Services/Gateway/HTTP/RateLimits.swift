import FoundationEssentials
import Synchronization

/// How much one asker may ask: a bucket that fills up evenly.
final class RateLimits: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Double
    }

    /// The askers that are remembered: those seen since this many others were, and as many before them. Who is
    /// forgotten begins anew with a full bucket.
    private struct Buckets {
        private static let most = 10_000
        private var recent: [String: Bucket] = [:]
        private var older: [String: Bucket] = [:]

        subscript(asker: String) -> Bucket? {
            get { recent[asker] ?? older[asker] }
            set {
                if recent.count >= Self.most, recent[asker] == nil { (older, recent) = (recent, [:]) }
                recent[asker] = newValue
            }
        }

        var count: Int {
            recent.count + older.count
        }
    }

    private let perMinute: Double
    private let burst: Double
    private let now: @Sendable () -> Date
    private let buckets = Mutex(Buckets())

    /// 0 a minute is no limit. The bucket holds a minute's worth unless told otherwise.
    init(perMinute: Int, burst: Int? = nil, now: @escaping @Sendable () -> Date) {
        self.perMinute = Double(perMinute)
        self.burst = Double(burst ?? perMinute)
        self.now = now
    }

    var areOn: Bool {
        perMinute > 0
    }

    /// How many askers are remembered, some of them twice.
    var askers: Int {
        buckets.withLock { $0.count }
    }

    /// Whether this asker may ask once more now.
    func allow(_ asker: String) -> Bool {
        guard areOn else { return true }
        let moment = now().timeIntervalSince1970
        return buckets.withLock { buckets in
            var bucket = buckets[asker] ?? Bucket(tokens: burst, at: moment)
            bucket.tokens = min(burst, bucket.tokens + (moment - bucket.at) * perMinute / 60)
            bucket.at = moment
            let allowed = bucket.tokens >= 1
            if allowed { bucket.tokens -= 1 }
            buckets[asker] = bucket
            return allowed
        }
    }
}
