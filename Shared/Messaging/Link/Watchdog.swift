import Glibc
import Synchronization

/// Ends calls of the C library that hang: it writes without any limit of time, so a broker that stops reading would
/// hold a link for ever.
///
/// When a call exceeds its limit the socket is shut down, and nothing else is touched; the call then returns with an
/// error on its own thread.
final class Watchdog: Sendable {
    static let shared = Watchdog()
    private static let lookEvery: UInt32 = 500_000
    /// A call that has just begun is left to itself, however long ago the last sign of life was: a process that was
    /// stopped for a while has yet to read what came meanwhile.
    private static let grace = Duration.seconds(1)

    /// The limits of one connection's calls.
    final class Watch: Sendable {
        fileprivate let socket: Int32
        private let limit: Duration
        private let state: Mutex<(begun: ContinuousClock.Instant?, heard: ContinuousClock.Instant)>

        fileprivate init(socket: Int32, limit: Duration) {
            self.socket = socket
            self.limit = limit
            self.state = Mutex((nil, .now))
        }

        func call<Value>(_ body: () -> Value) -> Value {
            let begun = ContinuousClock.now
            state.withLock { $0.begun = begun }
            defer { state.withLock { $0.begun = nil } }
            return body()
        }

        /// The other side has given a sign of life. Without one for as long as a call may take, a call gets no more
        /// time: else a write that hangs late in the silence would double it.
        func heard() {
            let now = ContinuousClock.now
            state.withLock { $0.heard = now }
        }

        fileprivate func isOverdue(at now: ContinuousClock.Instant) -> Bool {
            state.withLock { state in
                guard let begun = state.begun else { return false }
                return now > min(begun + limit, max(state.heard + limit, begun + Watchdog.grace))
            }
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
            usleep(Self.lookEvery)
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
