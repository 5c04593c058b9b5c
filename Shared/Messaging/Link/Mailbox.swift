import CRabbitMQ
import Synchronization

/// What the tasks of the process and a link's thread share: commands on their way, the link's state, and who waits
/// for it. One write to the event descriptor wakes the thread for any number of commands.
final class Mailbox<Command: Sendable>: Sendable {
    struct Post {
        var commands: [Command] = []
        var stopBy: ContinuousClock.Instant?
    }

    private struct State {
        var post = Post()
        var isConnected = false
        /// Why the last connection failed, until there is one again.
        var failure: String?
        var isBlocked = false
        var hasEnded = false
        var isWakened = false
        /// The thread's event descriptor, while there is a thread.
        var event: Int32 = -1
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var nextWaiter: UInt64 = 0

        var isReady: Bool {
            isConnected && !isBlocked
        }

        mutating func wake() {
            guard event >= 0, !isWakened else { return }
            isWakened = true
            eventfd_write(event, 1)
        }

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [:] }
            return Array(waiters.values)
        }
    }

    private let state = Mutex(State())

    // MARK: For tasks

    var isConnected: Bool {
        state.withLock { $0.isConnected }
    }

    /// Why there is no connection; nil when there is one.
    var trouble: String? {
        state.withLock { $0.isConnected ? nil : $0.failure ?? "not connected yet" }
    }

    var isBlocked: Bool {
        state.withLock { $0.isBlocked }
    }

    var isReady: Bool {
        state.withLock { $0.isReady }
    }

    /// Hands a command to the thread; false when there is no connection that could perform it.
    func send(_ command: Command) -> Bool {
        state.withLock { state in
            guard state.isConnected, state.post.stopBy == nil else { return false }
            state.post.commands.append(command)
            state.wake()
            return true
        }
    }

    /// As `send`, also while the link is stopping: for answers to what it took before.
    func sendLast(_ command: Command) -> Bool {
        state.withLock { state in
            guard state.isConnected else { return false }
            state.post.commands.append(command)
            state.wake()
            return true
        }
    }

    func wake() {
        state.withLock { $0.wake() }
    }

    func stop(by deadline: ContinuousClock.Instant) {
        state.withLock { state in
            state.post.stopBy = min(state.post.stopBy ?? deadline, deadline)
            state.wake()
        }
    }

    /// Returns when there is a connection that is not blocked, when the link has ended, or when the task is cancelled.
    func waitUntilReady() async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard !state.isReady, !state.hasEnded, !Task.isCancelled else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }

    // MARK: For the link's thread

    /// The thread waits on this descriptor from now on.
    func begin(event: Int32) {
        state.withLock { state in
            state.event = event
            state.isWakened = false
            if state.post.stopBy != nil { state.wake() }
        }
    }

    /// No thread any more: whoever waits goes on.
    func end() {
        let waiters = state.withLock { state in
            state.event = -1
            state.hasEnded = true
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    func connected() {
        change { state in
            state.isConnected = true
            state.failure = nil
        }
    }

    /// Keeps why a connection failed; returns whether that is another reason than the time before.
    func failed(_ reason: String) -> Bool {
        state.withLock { state in
            defer { state.failure = reason }
            return state.failure != reason
        }
    }

    func blocked(_ isBlocked: Bool) {
        change { $0.isBlocked = isBlocked }
    }

    /// From now on nothing is accepted; returns the commands that nobody will perform.
    func disconnected() -> [Command] {
        state.withLock { state in
            state.isConnected = false
            state.isBlocked = false
            defer { state.post.commands = [] }
            return state.post.commands
        }
    }

    /// What has come, and clears the event descriptor when it was written.
    func take() -> Post {
        state.withLock { state in
            if state.isWakened {
                var count: eventfd_t = 0
                eventfd_read(state.event, &count)
                state.isWakened = false
            }
            defer { state.post.commands = [] }
            return state.post
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            return state.isReady ? state.takeWaiters() : []
        }
        for waiter in waiters { waiter.resume() }
    }
}
