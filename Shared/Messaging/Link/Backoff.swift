/// How long to wait before the next try: from 0.2 to 10 seconds, doubling, with jitter so that not all come at once.
struct Backoff {
    private static let first = Duration.milliseconds(200)
    private static let last = Duration.seconds(10)
    /// A connection that lasted so long was a good one. One that was lost sooner, again and again, is not to become a
    /// storm.
    private static let goodAfter = Duration.seconds(5)

    private var current = first

    mutating func next() -> Duration {
        defer { current = min(current * 2, Self.last) }
        return current * Double.random(in: 0.5...1)
    }

    mutating func lasted(_ time: Duration) {
        if time >= Self.goodAfter { current = Self.first }
    }
}
