import FoundationEssentials
import Synchronization

/// How much one asker may ask: a bucket that fills up evenly.
final class RateLimits: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Double
    }

    /// More askers than this are not told apart by name any longer than needed.
    private static let mostBuckets = 20_000

    private let perMinute: Double
    private let burst: Double
    private let now: @Sendable () -> Date
    private let buckets = Mutex<[String: Bucket]>([:])

    /// 0 a minute is no limit. The bucket holds a minute's worth unless told otherwise.
    init(perMinute: Int, burst: Int? = nil, now: @escaping @Sendable () -> Date) {
        self.perMinute = Double(perMinute)
        self.burst = Double(burst ?? perMinute)
        self.now = now
    }

    var areOn: Bool {
        perMinute > 0
    }

    /// Whether this asker may ask once more now.
    func allow(_ asker: String) -> Bool {
        guard areOn else { return true }
        let moment = now().timeIntervalSince1970
        return buckets.withLock { buckets in
            if buckets.count > Self.mostBuckets { buckets = buckets.filter { moment - $0.value.at < 60 } }
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
