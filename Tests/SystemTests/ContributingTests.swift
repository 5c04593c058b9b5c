import Domain
import Foundation
import TestSupport
import Testing

/// What `CONTRIBUTING.md` promises to somebody who adds a service.
@Suite(.serialized, .timeLimit(.minutes(15)))
struct ContributingTests {
    @Test func `the service that is shown is built as it is written, and counts what was and what comes`() async throws
    {
        let text = try String(contentsOf: Repository.root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
        let shown = try ShownService(in: text)
        try await withTestSystem { system in
            let repository = try await ChangedRepository(
                shown.files.merging(try shown.changed(in: Repository.root)) { $1 },
                in: system.folder.appending(path: "changed"))
            let sources = shown.files.keys.filter { $0.hasSuffix(".swift") }.sorted()
            try await repository.run(["swift", "format", "lint", "--strict"] + sources)
            for product in ["statistics", "gateway"] {
                // The lock is that of the real folder, which the tests themselves may hold.
                try await repository.run(["swift", "build", "--ignore-lock", "--product", product])
            }

            for service in [ServiceName.directory, .jobsBoard, .gateway] { try await system.start(service) }
            let staff = try await Staff.atWork(on: system)
            _ = try await staff.announceOffer("Publiée avant le service")
            try await withStatistics(from: repository, on: system) { statistics in
                try await eventually("what was published before is counted") { try await statistics.offers() == 1 }
                _ = try await staff.announceOffer("Publiée après")
                try await eventually("what is published is counted") { try await statistics.offers() == 2 }
            }
        }
    }

    /// The new service, with a database and a broker's user of its own.
    private func withStatistics(
        from repository: ChangedRepository, on system: TestSystem, _ body: (Statistics) async throws -> Void
    ) async throws {
        let database = "\(system.virtualHost)_statistics"
        let url = try await system.servers.makeDatabase(database, extensions: [])
        let outcome: Result<Void, any Error>
        do {
            let statistics = try await Statistics(
                executable: repository.executable("statistics"), gateway: repository.executable("gateway"),
                database: url, system: system)
            outcome = .success(try await statistics.serving { try await body(statistics) })
        } catch {
            outcome = .failure(error)
        }
        _ = try? await system.servers.rabbitmqctl("delete_user", "statistics")
        try await system.servers.dropDatabase(database)
        try outcome.get()
    }
}

/// The service of the example as a process.
private struct Statistics {
    let executable: URL
    let environment: [String: String]
    let port: Int
    let folder: URL

    /// Makes its broker's user and its schema.
    init(executable: URL, gateway: URL, database: String, system: TestSystem) async throws {
        let broker = OperatedBroker(servers: system.servers, virtualHost: system.virtualHost)
        let password = UUID().uuidString
        // A name that is there already belongs to a run before; its password is of no use any more.
        _ = try? await system.servers.rabbitmqctl("add_user", "statistics", password)
        try await system.servers.rabbitmqctl("change_password", "statistics", password)
        try await broker.define(["permissions": try await Self.permissions(by: gateway, on: system)])
        var parts = URLComponents(
            string: try system.servers.broker(user: "statistics", virtualHost: system.virtualHost))
        parts?.password = password
        port = try FreePort.next()
        folder = system.folder
        environment = [
            "PATH": "/usr/bin:/bin", "MAILLAGE_PUBLIC_URL": system.url(""), "MAILLAGE_DOMAIN": "reseau.test",
            "MAILLAGE_NETWORK_NAME": "Réseau d’essai", "MAILLAGE_STATISTICS_AMQP_URL": try #require(parts?.string),
            "MAILLAGE_STATISTICS_DATABASE_URL": database, "MAILLAGE_STATISTICS_OWNER_DATABASE_URL": database,
            "MAILLAGE_STATISTICS_OPS_PORT": "\(port)",
        ]
        self.executable = executable
        let log = folder.appending(path: "statistics.log")
        let migrated = try await Command.run(executable.path, ["migrate"], environment: environment, output: log)
        guard migrated == 0 else { throw TestFailure(try String(contentsOf: log, encoding: .utf8)) }
    }

    /// What the definitions of the changed repository give to the new user.
    private static func permissions(by gateway: URL, on system: TestSystem) async throws -> [[String: Any]] {
        let command = "echo 'statistics -' | \"$0\" broker-definitions"
        let said = try await Judge.run("/bin/sh", ["-c", command, gateway.path])
        let definitions = try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any]
        let permissions = try #require(definitions?["permissions"] as? [[String: Any]])
        return permissions.map { $0.merging(["vhost": system.virtualHost]) { $1 } }
    }

    func serving(_ body: () async throws -> Void) async throws {
        let pid = try Command.spawn(
            executable.path, ["serve"], environment: environment, output: folder.appending(path: "statistics.log"))
        let outcome: Result<Void, any Error>
        do {
            try await eventually("statistics is ready") {
                (try? await HTTP.get("http://127.0.0.1:\(port)/ready").status) == 200
            }
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        kill(pid, SIGTERM)
        try await eventually("statistics ends", within: .seconds(25)) { waitpid(pid, nil, WNOHANG) == pid }
        try outcome.get()
    }

    /// All offers counted, as its metric tells.
    func offers() async throws -> Int {
        try await HTTP.get("http://127.0.0.1:\(port)/metrics").text.split(separator: "\n")
            .filter { $0.hasPrefix("offers_published{") }
            .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
    }
}
