import DequeModule
import Synchronization

/// The deliveries between a link's thread and the one task that handles them. It never holds more than the prefetch:
/// the broker sends no more before something is acknowledged, and a lost connection takes what it brought with it.
final class DeliveryBuffer: Sendable {
    private struct Waiter {
        let limit: Int
        let continuation: CheckedContinuation<[Delivery], Never>
    }

    private struct State {
        var waiting: Deque<Delivery> = []
        /// How many of this connection were handed to the handler.
        var handedOut = 0
        var hasEnded = false
        var waiter: Waiter?

        mutating func take(upTo limit: Int) -> [Delivery] {
            let taken = Array(waiting.prefix(max(1, limit)))
            waiting.removeFirst(taken.count)
            handedOut += taken.count
            return taken
        }

        mutating func takeWaiter() -> Waiter? {
            defer { waiter = nil }
            return waiter
        }
    }

    private let state = Mutex(State())

    /// The next delivery; nil when the buffer has ended or the task is cancelled.
    func next() async -> Delivery? {
        await nextBatch(upTo: 1).first
    }

    /// What is here, up to a limit, or else the next that comes; empty when the buffer has ended or the task is
    /// cancelled.
    func nextBatch(upTo limit: Int) async -> [Delivery] {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state -> [Delivery]? in
                    if !state.waiting.isEmpty { return state.take(upTo: limit) }
                    if state.hasEnded || Task.isCancelled || state.waiter != nil { return [] }
                    state.waiter = Waiter(limit: limit, continuation: continuation)
                    return nil
                }
                if let now { continuation.resume(returning: now) }
            }
        } onCancel: {
            state.withLock { $0.takeWaiter() }?.continuation.resume(returning: [])
        }
    }

    // MARK: For the link's thread

    func add(_ deliveries: [Delivery]) {
        guard !deliveries.isEmpty else { return }
        let (waiter, batch) = state.withLock { state -> (Waiter?, [Delivery]) in
            guard !state.hasEnded else { return (nil, []) }
            state.waiting.append(contentsOf: deliveries)
            guard let waiter = state.takeWaiter() else { return (nil, []) }
            return (waiter, state.take(upTo: waiter.limit))
        }
        waiter?.continuation.resume(returning: batch)
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
        waiter?.continuation.resume(returning: [])
    }

    /// Whether all that this connection brought has been acknowledged, given how much was.
    func isDrained(acknowledged: Int) -> Bool {
        state.withLock { $0.waiting.isEmpty && $0.handedOut <= acknowledged }
    }
}
