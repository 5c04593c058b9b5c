import Synchronization

/// Acknowledgements on their way to the link's thread, in groups: one call wakes it to start the clock, another when
/// a group is full, and the rest cost a lock.
final class AcknowledgementQueue: Sendable {
    private static let group = 16
    private static let longestWait = Duration.milliseconds(50)

    private struct State {
        var generation = 0
        var tags: [UInt64] = []
        var sendBy: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// Takes the tags of deliveries; returns whether the thread has to be woken. Those of an earlier connection are
    /// dropped: there they have no meaning any more, and here they would be wrong.
    func add(_ deliveries: [Delivery]) -> Bool {
        state.withLock { state in
            let before = state.tags.count
            for delivery in deliveries where delivery.generation == state.generation {
                state.tags.append(delivery.tag)
            }
            let after = state.tags.count
            return before == 0 && after > 0 || before < Self.group && after >= Self.group
        }
    }

    // MARK: For the link's thread

    func begin(generation: Int) {
        state.withLock { $0 = State(generation: generation) }
    }

    /// The tags to acknowledge now, or when to ask again.
    func due(at now: ContinuousClock.Instant, immediately: Bool) -> (tags: [UInt64], next: ContinuousClock.Instant?) {
        state.withLock { state in
            guard !state.tags.isEmpty else { return ([], nil) }
            let sendBy = state.sendBy ?? now + Self.longestWait
            guard immediately || state.tags.count >= Self.group || sendBy <= now else {
                state.sendBy = sendBy
                return ([], sendBy)
            }
            defer {
                state.tags = []
                state.sendBy = nil
            }
            return (state.tags, nil)
        }
    }
}

/// Which tags of a connection are acknowledged, so that one call can acknowledge a run of them.
struct AcknowledgedTags {
    /// All up to this one are.
    private var upTo: UInt64 = 0
    private var beyond: Set<UInt64> = []

    /// Adds tags; returns the calls to make. `multiple` covers every tag below too, so it is used only when all of
    /// those are acknowledged; and it has to name a tag that is not yet: the broker closes the channel for a known one.
    mutating func add(_ tags: [UInt64]) -> [(tag: UInt64, multiple: Bool)] {
        beyond.formUnion(tags)
        while beyond.remove(upTo + 1) != nil { upTo += 1 }
        let run = tags.filter { $0 <= upTo }
        let single = tags.filter { $0 > upTo }.map { (tag: $0, multiple: false) }
        guard let last = run.max() else { return single }
        return [(last, run.count > 1)] + single
    }
}
