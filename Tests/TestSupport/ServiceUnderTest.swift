import Domain
package import Foundation

/// One real process, `<product> serve`.
package final class ServiceUnderTest: Sendable {
    package let pid: pid_t

    init(_ service: ServiceName, environment: [String: String], log: URL) throws {
        pid = try Command.spawn(
            TestServers.executable(service).path, ["serve"], environment: environment, output: log)
    }

    package var isRunning: Bool {
        kill(pid, 0) == 0 && waitpid(pid, nil, WNOHANG) == 0
    }

    package func signal(_ signal: Int32) {
        _ = kill(pid, signal)
    }

    /// Sends a signal and waits until the process is gone.
    package func end(with signal: Int32) async throws {
        _ = kill(pid, signal)
        try await eventually("process \(pid) ends", within: .seconds(30)) { [self] in !isRunning }
    }
}
