import Foundation
import Glibc

extension ServerSet {
    /// One of the servers, by the name that its supervisor knows.
    package enum Server: String, Sendable, CaseIterable {
        case postgres, rabbitmq
        case mailSink = "mail-sink"
    }

    /// Stops a server in good order and waits until it is gone.
    package func stop(_ server: Server) async throws {
        try await control("down", server.rawValue)
        try await eventually("\(server.rawValue) is down", within: .seconds(30)) {
            try await status(of: server).hasPrefix("down:")
        }
    }

    /// Starts a server and waits until it does its work.
    package func start(_ server: Server) async throws {
        try await control("up", server.rawValue)
        try await waitUntilReady(server)
    }

    /// Stops a server in good order, starts it, and waits until it does its work.
    package func restart(_ server: Server) async throws {
        try await stop(server)
        try await start(server)
    }

    /// Ends a server without a word. Its supervisor starts it again; this waits until it does its work.
    package func kill(_ server: Server) async throws {
        let before = try pid(of: server)
        try await control("kill", server.rawValue)
        try await eventually("\(server.rawValue) is started again", within: .seconds(30)) {
            guard let pid = try? pid(of: server) else { return false }
            return pid != before
        }
        try await waitUntilReady(server)
    }

    /// Stops the time of a server's main process: connections stay, nobody is served.
    package func pause(_ server: Server) throws {
        _ = Glibc.kill(try pid(of: server), SIGSTOP)
    }

    package func resume(_ server: Server) throws {
        _ = Glibc.kill(try pid(of: server), SIGCONT)
    }

    /// The broker loses all that it keeps: what it has at its next boot is what its definitions file says.
    package func wipeBroker() async throws {
        try await stop(.rabbitmq)
        try FileManager.default.removeItem(at: folder.appending(path: "rabbitmq/mnesia"))
        try await start(.rabbitmq)
    }

    package func waitUntilReady(_ server: Server) async throws {
        try await eventually("\(server.rawValue) does its work", within: .seconds(60)) {
            switch server {
            case .postgres: (try? await Judge.psql(postgres, "SELECT 1")) != nil
            case .rabbitmq: (try? await rabbitmqctl("await_startup", "--timeout", "60")) != nil
            case .mailSink: try await status(of: server).hasPrefix("run:")
            }
        }
    }

    /// As the supervisor words it, such as `run: rabbitmq: (pid 17) 3s`.
    private func status(of server: Server) async throws -> String {
        let verdict = try await Judge.run("/usr/bin/sv", ["status", service(server).path])
        return verdict.output.replacing(service(server).path, with: server.rawValue)
    }

    private func pid(of server: Server) throws -> pid_t {
        let text = try String(contentsOf: service(server).appending(path: "supervise/pid"), encoding: .utf8)
        guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1 else {
            throw TestFailure("\(server.rawValue) does not run")
        }
        return pid
    }

    private func service(_ server: Server) -> URL {
        folder.appending(path: "service/\(server.rawValue)")
    }
}

/// Runs a body with servers of its own, which it may stop, starve and wipe.
package func withServerSet(_ body: (ServerSet) async throws -> Void) async throws {
    let servers = try await ServerSet.start()
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(try await body(servers))
    } catch {
        outcome = .failure(error)
    }
    // A test that was cancelled must still clean up.
    await Task { try? await servers.stop() }.value
    try outcome.get()
}
