/// When a message is tried again, as Standard Webhooks 1.0.0 advises: ten attempts over some three days.
enum RetrySchedule {
    enum NextStep: Hashable, Sendable {
        case done
        case retry(after: Duration)
        /// The last attempt failed.
        case giveUp
        /// The receiver wants no more messages at all (410).
        case disable
    }

    /// The wait before each attempt, counted from the end of the one before.
    static let delays: [Duration] = [
        .zero, .seconds(5), .minutes(5), .minutes(30), .hours(2), .hours(5), .hours(10), .hours(14), .hours(20),
        .hours(24),
    ]

    /// What follows attempt number `attempt`, the first being 1.
    ///
    /// `jitter`, 0 to 1, is drawn at random for each attempt: up to a tenth is added to the wait, so that what failed
    /// together does not come back together.
    static func next(after result: AttemptResult, attempt: Int, jitter: Double) -> NextStep {
        switch result {
        case .delivered: return .done
        case .gone: return .disable
        case .refused, .failed: break
        }
        guard attempt < delays.count else { return .giveUp }
        let step = isOverloaded(result) ? attempt + 1 : attempt
        let delay = delays[min(max(step, 0), delays.count - 1)] * (1 + min(max(jitter, 0), 1) / 10)
        guard case .refused(_, let retryAfter?) = result else { return .retry(after: delay) }
        return .retry(after: max(delay, min(retryAfter, .hours(24))))
    }

    /// The receiver asks us to slow down: the next wait of the schedule is skipped for the longer one behind it.
    private static func isOverloaded(_ result: AttemptResult) -> Bool {
        if case .refused(let status, _) = result { [429, 502, 504].contains(status) } else { false }
    }
}

extension Duration {
    fileprivate static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
    fileprivate static func hours(_ count: Int) -> Duration { .seconds(3600 * count) }
}
