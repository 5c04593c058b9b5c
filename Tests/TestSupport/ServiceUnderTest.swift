import Domain
package import Foundation
import Synchronization

/// One real process, `<product> serve`.
package final class ServiceUnderTest: Sendable {
    package let pid: pid_t
    /// As `waitpid` tells it, once the process has ended.
    private let status = Mutex<Int32?>(nil)

    init(_ service: ServiceName, environment: [String: String], log: URL) throws {
        pid = try Command.spawn(
            TestServers.executable(service).path, ["serve"], environment: environment, output: log)
    }

    package var isRunning: Bool {
        status.withLock { status in
            guard status == nil else { return false }
            var ended: Int32 = 0
            if waitpid(pid, &ended, WNOHANG) == 0 { return true }
            status = ended
            return false
        }
    }

    /// The signal that ended the process; nil while it runs and when it ended by itself.
    package var endedBySignal: Int32? {
        guard !isRunning, let signal = status.withLock({ $0 }).map({ $0 & 0x7F }), signal != 0 else { return nil }
        return signal
    }

    package func signal(_ signal: Int32) {
        // The number of a process that ended is somebody else's.
        status.withLock { if $0 == nil { _ = kill(pid, signal) } }
    }

    /// Stops the process's time: its connections stay, and it does nothing.
    package func pause() { signal(SIGSTOP) }

    package func resume() { signal(SIGCONT) }

    /// Sends a signal and waits until the process is gone.
    package func end(with signal: Int32) async throws {
        self.signal(signal)
        // One whose time is stopped hears of its end when it goes on.
        resume()
        try await eventually("process \(pid) ends", within: .seconds(30)) { [self] in !isRunning }
    }
}
