import DequeModule
import Synchronization

/// The deliveries between a link's thread and the one task that handles them. It never holds more than the prefetch:
/// the broker sends no more before something is acknowledged, and a lost connection takes what it brought with it.
final class DeliveryBuffer: Sendable {
    private struct State {
        var waiting: Deque<Delivery> = []
        /// How many of this connection were handed to the handler.
        var handedOut = 0
        var hasEnded = false
        var waiter: CheckedContinuation<Delivery?, Never>?

        mutating func take() -> Delivery? {
            guard let first = waiting.popFirst() else { return nil }
            handedOut += 1
            return first
        }

        mutating func takeWaiter() -> CheckedContinuation<Delivery?, Never>? {
            defer { waiter = nil }
            return waiter
        }
    }

    private let state = Mutex(State())

    /// The next delivery; nil when the buffer has ended or the task is cancelled.
    func next() async -> Delivery? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (now, next) = state.withLock { state -> (Bool, Delivery?) in
                    if let first = state.take() { return (true, first) }
                    if state.hasEnded || Task.isCancelled || state.waiter != nil { return (true, nil) }
                    state.waiter = continuation
                    return (false, nil)
                }
                if now { continuation.resume(returning: next) }
            }
        } onCancel: {
            state.withLock { $0.takeWaiter() }?.resume(returning: nil)
        }
    }

    // MARK: For the link's thread

    func add(_ deliveries: [Delivery]) {
        guard !deliveries.isEmpty else { return }
        let (waiter, first) = state.withLock { state -> (CheckedContinuation<Delivery?, Never>?, Delivery?) in
            guard !state.hasEnded else { return (nil, nil) }
            state.waiting.append(contentsOf: deliveries)
            guard let waiter = state.takeWaiter() else { return (nil, nil) }
            return (waiter, state.take())
        }
        waiter?.resume(returning: first)
    }

    /// The connection is gone: the broker will deliver again what nobody has handled.
    func reset() {
        state.withLock { state in
            state.waiting = []
            state.handedOut = 0
        }
    }

    /// Nothing more comes. What is still here is handed out first, or is left to the broker to deliver to another.
    func end(handingOutTheRest: Bool) {
        let waiter = state.withLock { state in
            state.hasEnded = true
            if !handingOutTheRest { state.waiting = [] }
            return state.takeWaiter()
        }
        waiter?.resume(returning: nil)
    }

    /// Whether all that this connection brought has been acknowledged, given how much was.
    func isDrained(acknowledged: Int) -> Bool {
        state.withLock { $0.waiting.isEmpty && $0.handedOut <= acknowledged }
    }
}
