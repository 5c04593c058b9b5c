package import Domain
package import Foundation
package import Postgres

/// All six services as real processes, on databases and a virtual host of their own.
package actor TestSystem {
    package nonisolated let folder: URL
    package nonisolated let publicPort: Int
    /// Also the name of its databases, up to an ending.
    package nonisolated var virtualHost: String { name }
    private nonisolated let name: String
    package nonisolated let servers: ServerSet
    private var environment: [String: String]
    private var processes: [ServiceName: ServiceUnderTest] = [:]

    /// Makes databases, virtual host and schema; starts nothing.
    /// It runs on servers of its own when a test means to stop them.
    package init(on servers: ServerSet? = nil) async throws {
        let servers = try servers ?? .shared
        let suffix = UUID().uuidString.prefix(8).lowercased()
        name = "system_\(suffix)"
        folder = FileManager.default.temporaryDirectory.appending(path: "maillage-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        publicPort = try FreePort.next()
        self.servers = servers
        environment = [
            "PATH": "/usr/bin:/bin",
            "MAILLAGE_PUBLIC_URL": "http://127.0.0.1:\(publicPort)",
            "MAILLAGE_DOMAIN": "reseau.test",
            "MAILLAGE_NETWORK_NAME": "Réseau d’essai",
            "MAILLAGE_GATEWAY_PORT": "\(publicPort)",
            "MAILLAGE_GATEWAY_HOST": "127.0.0.1",
            "MAILLAGE_GATEWAY_RATE_PER_MINUTE": "0",
            "MAILLAGE_NEWSLETTER_SMTP_URL": servers.smtp,
            "MAILLAGE_NOTIFICATIONS_WEBHOOK_NETWORKS": "127.0.0.0/8",
        ]
        try await servers.makeVirtualHost(name)
        for service in ServiceName.allCases {
            environment[Self.variable(service, "AMQP_URL")] = try servers.broker(
                user: service.rawValue, virtualHost: name)
            environment[Self.variable(service, "OPS_PORT")] = "\(try FreePort.next())"
        }
        for service in ServiceName.owners {
            let url = try await servers.makeDatabase(
                "\(name)_\(service.rawValue.replacing("-", with: "_"))",
                extensions: service == .directory ? ["unaccent", "pg_trgm", "postgis"] : ["unaccent", "pg_trgm"])
            environment[Self.variable(service, "DATABASE_URL")] = url
            environment[Self.variable(service, "OWNER_DATABASE_URL")] = url
            try await run(service, "migrate")
        }
    }

    /// Starts every service and waits until all are ready.
    package func startAll() async throws {
        for service in ServiceName.allCases { try await start(service, waiting: false) }
        for service in ServiceName.allCases { try await waitUntilReady(service) }
    }

    /// Starts a process with more settings in its environment, such as a fail point.
    package func start(
        _ service: ServiceName, waiting: Bool = true, settings: [String: String] = [:]
    ) async throws {
        processes[service] = try ServiceUnderTest(
            service, environment: environment.merging(settings) { $1 }, log: log(of: service))
        if waiting { try await waitUntilReady(service) }
    }

    package func waitUntilReady(_ service: ServiceName) async throws {
        try await eventually("\(service.rawValue) is ready") { [self] in
            guard try process(service).isRunning else {
                throw TestFailure("\(service.rawValue) died: see \(log(of: service).path)")
            }
            let answer = try? await HTTP.get("\(try operatorURL(of: service))/ready")
            return answer?.status == 200
        }
    }

    package func process(_ service: ServiceName) throws -> ServiceUnderTest {
        guard let process = processes[service] else { throw TestFailure("\(service.rawValue) was not started") }
        return process
    }

    /// Ends a process without a word, and waits until it is gone.
    package func kill(_ service: ServiceName) async throws {
        try await process(service).end(with: SIGKILL)
    }

    /// Asks a process to stop, and tells how long it took.
    @discardableResult
    package func stop(_ service: ServiceName) async throws -> Duration {
        let clock = ContinuousClock()
        return try await clock.measure { try await process(service).end(with: SIGTERM) }
    }

    /// Runs a command of a service to its end and returns what it printed.
    /// - Throws: `TestFailure` when it does not exit with `status`.
    @discardableResult
    package func run(_ service: ServiceName, _ arguments: String...) async throws -> String {
        try await run(service, arguments, status: 0)
    }

    @discardableResult
    package func run(_ service: ServiceName, _ arguments: [String], status: Int32) async throws -> String {
        let said = folder.appending(path: "\(service.rawValue)-\(UUID().uuidString).out")
        let errors = folder.appending(path: "\(service.rawValue)-command.log")
        let ended = try await Command.run(
            TestServers.executable(service).path, arguments, environment: environment, output: said, errors: errors)
        guard ended == status else {
            let reason = try String(contentsOf: errors, encoding: .utf8)
            throw TestFailure("\(service.rawValue) \(arguments) ended with \(ended): \(reason)")
        }
        return try String(contentsOf: said, encoding: .utf8)
    }

    /// A row of a service's database, looked at from outside.
    package func one<Row: Decodable & Sendable>(_ sql: SQL, in service: ServiceName, as row: Row.Type = Row.self)
        async throws -> Row
    {
        try await connection(to: service) { try await $0.one(sql, as: Row.self) }
    }

    package func execute(_ sql: SQL, in service: ServiceName) async throws {
        _ = try await connection(to: service) { try await $0.execute(sql) }
    }

    private func connection<Result: Sendable>(
        to service: ServiceName, _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await withConnection(to: setting(service, "DATABASE_URL"), body)
    }

    package func setting(_ service: ServiceName, _ name: String) throws -> String {
        guard let value = environment[Self.variable(service, name)] else { throw TestFailure("no setting \(name)") }
        return value
    }

    package func operatorURL(of service: ServiceName) throws -> String {
        "http://127.0.0.1:\(try setting(service, "OPS_PORT"))"
    }

    /// The value of a metric, summed over its labels; nil when there is none.
    package func metric(_ metric: String, of service: ServiceName) async throws -> Double? {
        let text = try await HTTP.get("\(operatorURL(of: service))/metrics").text
        let values = text.split(separator: "\n").compactMap { line -> Double? in
            guard line.hasPrefix("\(metric) ") || line.hasPrefix("\(metric){") else { return nil }
            return line.split(separator: " ").last.flatMap { Double($0) }
        }
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    package nonisolated func url(_ path: String) -> String {
        "http://127.0.0.1:\(publicPort)\(path)"
    }

    package nonisolated func log(of service: ServiceName) -> URL {
        folder.appending(path: "\(service.rawValue).log")
    }

    /// Stops what runs and drops what was made.
    package func tearDown() async throws {
        for process in processes.values where process.isRunning { try? await process.end(with: SIGTERM) }
        for service in ServiceName.owners {
            try await servers.dropDatabase("\(name)_\(service.rawValue.replacing("-", with: "_"))")
        }
        try await servers.dropVirtualHost(name)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func variable(_ service: ServiceName, _ name: String) -> String {
        "MAILLAGE_\(service.rawValue.replacing("-", with: "_").uppercased())_\(name)"
    }
}

/// Runs a body on a system of its own. The logs stay when it fails.
package func withTestSystem(
    on servers: ServerSet? = nil, _ body: (TestSystem) async throws -> Void
) async throws {
    let system = try await TestSystem(on: servers)
    do {
        try await body(system)
    } catch {
        print("the logs of the failed system are kept in \(system.folder.path)")
        for service in ServiceName.allCases {
            if let process = try? await system.process(service), process.isRunning {
                try? await process.end(with: SIGKILL)
            }
        }
        throw error
    }
    try await system.tearDown()
}
