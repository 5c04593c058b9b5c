import Logging
import Synchronization

/// Lets a missing queue be created only after what has to come first. The link's thread asks and goes on beating; a
/// task does the work; then the thread may declare. A process that dies in between leaves the queue missing, so that
/// all of it happens again.
final class QueueCreation: Sendable {
    private static let pause = Duration.seconds(1)

    private enum Phase {
        case idle, asked, allowed
    }

    private struct State {
        var phase = Phase.idle
        var failure: String?
    }

    private let queue: String
    private let preparation: @Sendable () async throws -> Void
    private let logger: Logger
    private let state = Mutex(State())
    private let requests: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init(of queue: String, after preparation: @escaping @Sendable () async throws -> Void, logger: Logger) {
        self.queue = queue
        self.preparation = preparation
        self.logger = logger
        (self.requests, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Why the queue is not there yet; nil when nobody asked for it.
    var trouble: String? {
        state.withLock { state in
            guard state.phase == .asked else { return nil }
            let reason = state.failure.map { ", and what comes before it fails: \($0)" } ?? ""
            return "the queue \(queue) has to be created\(reason)"
        }
    }

    /// Prepares each time that it is asked for, until the task is cancelled; calls `wake` when the queue may be made.
    func run(wake: @Sendable () -> Void) async {
        for await _ in requests where isAsked {
            logger.notice("queue missing, to be created", metadata: ["queue": "\(queue)"])
            while isAsked, !Task.isCancelled {
                do {
                    try await preparation()
                    allow()
                    wake()
                } catch {
                    failed("\(error)")
                    try? await Task.sleep(for: Self.pause)
                }
            }
        }
    }

    private var isAsked: Bool {
        state.withLock { $0.phase == .asked }
    }

    private func allow() {
        state.withLock { state in
            if state.phase == .asked { state = State(phase: .allowed) }
        }
    }

    private func failed(_ reason: String) {
        let isNew = state.withLock { state in
            defer { state.failure = reason }
            return state.failure != reason
        }
        logger.log(
            level: isNew ? .warning : .debug, "queue cannot be created yet",
            metadata: ["queue": "\(queue)", "reason": "\(reason)"])
    }

    // MARK: For the link's thread

    /// The queue is missing.
    func ask() {
        state.withLock { $0 = State(phase: .asked) }
        continuation.yield()
    }

    /// Whether the queue may be declared now: once for each time that it was asked.
    func takeLeave() -> Bool {
        state.withLock { state in
            guard state.phase == .allowed else { return false }
            state = State()
            return true
        }
    }

    /// The queue is there, or the connection is gone and the next one will look for itself.
    func forget() {
        state.withLock { $0 = State() }
    }
}
