import Domain
package import Foundation
import Glibc

/// A PostgreSQL, a RabbitMQ and a mail sink: those that all tests share, or a set of a test's own that it may stop.
package struct ServerSet: Sendable {
    package let folder: URL
    package let postgres: String
    package let amqp: String
    package let smtp: String
    package let mail: URL
    /// The process that keeps them, when they are a test's own.
    private let keeper: pid_t?

    /// The servers that `deploy/check` started.
    package static var shared: ServerSet {
        get throws { try ServerSet(ProcessInfo.processInfo.environment, keeper: nil) }
    }

    private init(_ variables: [String: String], keeper: pid_t?) throws {
        func value(_ name: String) throws -> String {
            guard let value = variables[name], !value.isEmpty else { throw TestServers.Missing(variable: name) }
            return value
        }
        folder = URL(filePath: try value("MAILLAGE_TEST_SERVERS"))
        postgres = try value("MAILLAGE_TEST_POSTGRES_URL")
        amqp = try value("MAILLAGE_TEST_AMQP_URL")
        smtp = try value("MAILLAGE_TEST_SMTP_URL")
        mail = URL(filePath: try value("MAILLAGE_TEST_MAIL_DIR"))
        self.keeper = keeper
    }

    /// Starts a set of its own, by the script that starts the shared one.
    package static func start() async throws -> ServerSet {
        let log = FileManager.default.temporaryDirectory.appending(path: "servers-\(UUID().uuidString).log")
        let pid = try Command.spawn(
            Repository.root.appending(path: "deploy/check").path, ["--servers"],
            environment: ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("MAILLAGE_TEST_") }, output: log
        )
        var variables: [String: String] = [:]
        try await eventually("servers of a test's own are up", within: .seconds(90)) {
            for line in try String(contentsOf: log, encoding: .utf8).split(separator: "\n") {
                guard let match = line.wholeMatch(of: /export (MAILLAGE_TEST_[A-Z_]+)=(.*)/) else { continue }
                variables[String(match.1)] = String(match.2).replacing("\\", with: "")
            }
            return variables["MAILLAGE_TEST_SMTP_URL"] != nil && variables["MAILLAGE_TEST_SERVERS"] != nil
        }
        let servers = try ServerSet(variables, keeper: pid)
        // The shared server may forget the last commits when it dies; one that a test kills may not.
        _ = try await Judge.psql(servers.postgres, "ALTER SYSTEM SET synchronous_commit = on")
        _ = try await Judge.psql(servers.postgres, "SELECT pg_reload_conf()")
        return servers
    }

    /// Ends a set of a test's own.
    package func stop() async throws {
        guard let keeper else { return }
        _ = Glibc.kill(keeper, SIGTERM)
        try await eventually("servers of a test's own are gone", within: .seconds(60)) {
            waitpid(keeper, nil, WNOHANG) == keeper
        }
    }

    /// Acts on one of the servers by its supervisor: `down`, `up`, `kill`.
    package func control(_ action: String, _ server: String) async throws {
        _ = try await Judge.run("/usr/bin/sv", ["-w", "30", action, folder.appending(path: "service/\(server)").path])
    }

    package func broker(user: String, virtualHost: String) throws -> String {
        guard var parts = URLComponents(string: amqp) else { throw TestFailure("no broker") }
        parts.user = user
        parts.password = "test-\(user)"
        parts.path = "/\(virtualHost)"
        return parts.string ?? ""
    }

    /// A virtual host with the exchanges and permissions that the real one has.
    package func makeVirtualHost(_ name: String) async throws {
        let definitions = try Data(contentsOf: folder.appending(path: "rabbitmq/definitions.json"))
        guard var parts = try JSONSerialization.jsonObject(with: definitions) as? [String: [[String: Any]]] else {
            throw TestFailure("definitions are not what they were")
        }
        parts["users"] = nil
        parts["vhosts"] = [["name": name]]
        for key in ["permissions", "exchanges", "queues", "bindings"] {
            parts[key] = parts[key]?.map { $0.merging(["vhost": name]) { $1 } }
        }
        let file = folder.appending(path: "rabbitmq/\(name).json")
        try JSONSerialization.data(withJSONObject: parts).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        try await rabbitmqctl("import_definitions", file.path)
    }

    package func dropVirtualHost(_ name: String) async throws {
        try await rabbitmqctl("delete_vhost", name)
    }

    @discardableResult
    package func rabbitmqctl(_ arguments: String...) async throws -> String {
        try await rabbitmqctl(arguments)
    }

    @discardableResult
    package func rabbitmqctl(_ arguments: [String]) async throws -> String {
        let verdict = try await Judge.run(folder.appending(path: "rabbitmqctl").path, ["--quiet"] + arguments)
        guard verdict.status == 0 else { throw TestFailure("rabbitmqctl \(arguments): \(verdict.output)") }
        return verdict.output
    }

    /// A new database, and the URL of it.
    package func makeDatabase(_ name: String, extensions: [String]) async throws -> String {
        _ = try await Judge.psql(postgres, "CREATE DATABASE \(name)")
        guard var parts = URLComponents(string: postgres) else { throw TestFailure("no PostgreSQL") }
        parts.path = "/\(name)"
        let url = parts.string ?? ""
        _ = try await Judge.psql(
            url,
            "CREATE SCHEMA extensions; ALTER DATABASE \(name) SET search_path = public, extensions;"
                + extensions.map { "CREATE EXTENSION \($0) SCHEMA extensions;" }.joined())
        return url
    }

    package func dropDatabase(_ name: String) async throws {
        _ = try await Judge.psql(postgres, "DROP DATABASE \(name) WITH (FORCE)")
    }
}
