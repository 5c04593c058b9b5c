/// How long an event that failed waits before each further attempt. After the last it is dead.
package struct RetryLadder: Sendable {
    /// In seconds.
    let steps: [Double]

    /// 30 s, 2 min, 10 min, 1 h, 6 h, 24 h.
    package static let usual = RetryLadder(steps: [30, 120, 600, 3600, 21600, 86400])

    private init(steps: [Double]) {
        self.steps = steps
    }

    /// Reads seconds between commas, as in `30,120,600`; nil unless they are all above zero.
    package init?(_ text: String) {
        let steps = text.split(separator: ",", omittingEmptySubsequences: false).map { step in
            Double(step.filter { $0 != " " })
        }
        guard steps.allSatisfy({ $0.map { $0 > 0 && $0.isFinite } ?? false }) else { return nil }
        self.init(steps: steps.compactMap(\.self))
    }

    /// The wait after so many tries since the event was set aside; nil when there is none left.
    func wait(after attempts: Int) -> Double? {
        attempts < steps.count ? steps[attempts] : nil
    }
}
