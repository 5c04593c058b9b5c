import Synchronization

/// Wakes, after a commit, those who wait for rows to work on, so that a row need not wait for their next look. A row
/// written by another process is found by the look alone.
package final class CommitSignal: Sendable {
    /// Wakes the relays of this process. Process-wide on purpose: a command that writes an event need not know which
    /// relay serves its database, and a relay woken for nothing only looks once.
    package static let shared = CommitSignal()

    private let listeners = Mutex<[Listener]>([])

    package init() {}

    package func send() {
        for listener in listeners.withLock({ $0 }) { listener.fire() }
    }

    /// Somebody who hears all signals from now on. Kept as long as the signal: make one for each long-lived loop.
    package func listen() -> Listener {
        let listener = Listener()
        listeners.withLock { $0.append(listener) }
        return listener
    }

    /// Waits for signals, one waiter at a time. Signals that came while nobody waited count as one.
    package final class Listener: Sendable {
        private struct State {
            var signalled = false
            var waiter: CheckedContinuation<Void, Never>?
        }

        private let state = Mutex(State())

        /// Returns at the next signal, after `duration`, or when the task is cancelled.
        package func wait(upTo duration: Duration) async {
            await withTaskGroup { group in
                group.addTask { [self] in
                    do { try await Task.sleep(for: duration) } catch { return }
                    fire()
                }
                await withTaskCancellationHandler {
                    await withCheckedContinuation { continuation in
                        let ready = state.withLock { state in
                            if state.signalled || Task.isCancelled {
                                state.signalled = false
                                return true
                            }
                            state.waiter = continuation
                            return false
                        }
                        if ready { continuation.resume() }
                    }
                } onCancel: {
                    fire()
                }
                group.cancelAll()
            }
        }

        fileprivate func fire() {
            let waiter = state.withLock { state in
                let waiter = state.waiter
                state.waiter = nil
                state.signalled = waiter == nil
                return waiter
            }
            waiter?.resume()
        }
    }
}
