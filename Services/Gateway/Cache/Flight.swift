import Synchronization

/// One composition under way: its leader composes, everybody else who wants the same view waits for it.
final class Flight: Sendable {
    typealias Outcome = Result<CachedAnswer, any Error>

    private enum State {
        case under(waiting: [CheckedContinuation<Outcome, Never>])
        case landed(Outcome)
    }

    let generations: Generations
    private let state = Mutex(State.under(waiting: []))

    init(generations: Generations) {
        self.generations = generations
    }

    /// How many wait for it.
    var waiting: Int {
        state.withLock { if case .under(let waiting) = $0 { waiting.count } else { 0 } }
    }

    func outcome() async -> Outcome {
        await withCheckedContinuation { continuation in
            let landed: Outcome? = state.withLock { state in
                switch state {
                case .landed(let outcome): return outcome
                case .under(let waiting):
                    state = .under(waiting: waiting + [continuation])
                    return nil
                }
            }
            if let landed { continuation.resume(returning: landed) }
        }
    }

    func land(_ outcome: Outcome) {
        let waiting = state.withLock { state -> [CheckedContinuation<Outcome, Never>] in
            guard case .under(let waiting) = state else { return [] }
            state = .landed(outcome)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }
}
