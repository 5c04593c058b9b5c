import Synchronization

/// How far the run is.
final class Stage: Sendable {
    /// When trouble and new orders end.
    let end: ContinuousClock.Instant
    /// When nobody waits for an answer any more.
    let patience: ContinuousClock.Instant
    private let sending = Mutex(false)

    init(duration: Duration) {
        end = .now + duration
        patience = end + .seconds(120)
    }

    var isOver: Bool { .now >= end }

    /// While an edition is being sent, faults are about that.
    var isSending: Bool {
        get { sending.withLock { $0 } }
        set { sending.withLock { $0 = newValue } }
    }

    /// Sleeps, but not past the end.
    func sleep(_ duration: Duration) async {
        let wake = min(end, .now + duration)
        try? await Task.sleep(until: wake, clock: .continuous)
    }
}
