import Glibc
import Synchronization

/// Ends calls of the C library that hang: it writes without any limit of time, so a broker that stops reading would
/// hold a link for ever.
///
/// When a call exceeds its limit the socket is shut down, and nothing else is touched; the call then returns with an
/// error on its own thread.
final class Watchdog: Sendable {
    static let shared = Watchdog()
    private static let lookEvery: UInt32 = 1

    /// The limits of one connection's calls.
    final class Watch: Sendable {
        fileprivate let socket: Int32
        private let limit: Duration
        /// When the running call has to be over; nil while none runs.
        private let deadline = Mutex<ContinuousClock.Instant?>(nil)

        fileprivate init(socket: Int32, limit: Duration) {
            self.socket = socket
            self.limit = limit
        }

        func call<Value>(_ body: () -> Value) -> Value {
            let end = ContinuousClock.now + limit
            deadline.withLock { $0 = end }
            defer { deadline.withLock { $0 = nil } }
            return body()
        }

        fileprivate func isOverdue(at now: ContinuousClock.Instant) -> Bool {
            deadline.withLock { $0.map { $0 < now } ?? false }
        }
    }

    private struct State {
        var watches: [Watch] = []
        var isRunning = false
    }

    private let state = Mutex(State())

    /// From now on the calls on the socket are limited; `remove` has to come before the socket is closed.
    func watch(socket: Int32, limit: Duration) throws(LinkError) -> Watch {
        let watch = Watch(socket: socket, limit: limit)
        let starts = state.withLock { state in
            state.watches.append(watch)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if starts {
            do {
                try Thread.start("amqp-watchdog") { [self] in patrol() }
            } catch {
                state.withLock { $0.isRunning = false }
                remove(watch)
                throw error
            }
        }
        return watch
    }

    func remove(_ watch: Watch) {
        state.withLock { $0.watches.removeAll { $0 === watch } }
    }

    private func patrol() {
        while true {
            sleep(Self.lookEvery)
            let now = ContinuousClock.now
            // Within the lock, so that a socket's number cannot have passed to someone else.
            state.withLock { state in
                for watch in state.watches where watch.isOverdue(at: now) {
                    shutdown(watch.socket, Int32(SHUT_RDWR))
                }
            }
        }
    }
}
