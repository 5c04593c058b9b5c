package import Domain
package import Foundation

/// All six services as real processes, on databases and a virtual host of their own.
package actor TestSystem {
    package nonisolated let folder: URL
    package nonisolated let servers: ServerSet
    package nonisolated let options: SystemOptions
    package nonisolated let virtualHost: String
    /// The way to the broker for the services that the options name. One for each of the three servers, so that a test
    /// can trouble them apart.
    package nonisolated let brokerProxy: TCPProxy
    package nonisolated let databaseProxy: TCPProxy
    package nonisolated let mailProxy: TCPProxy
    /// The names of its databases, up to an ending.
    nonisolated let name: String
    private nonisolated let publicPorts: [Int]
    let environment: [String: String]
    var processes: [Instance: ServiceUnderTest] = [:]
    private var operatorPorts: [Instance: Int] = [:]

    /// One process of a service.
    struct Instance: Hashable {
        let service: ServiceName
        let number: Int
    }

    /// The most instances of one service.
    private static let mostInstances = 3

    /// Makes databases, virtual host and schema; starts nothing.
    /// It runs on servers of its own when a test means to stop them.
    package init(on servers: ServerSet? = nil, _ options: SystemOptions = SystemOptions()) async throws {
        let servers = try servers ?? .shared
        let name = "system_\(UUID().uuidString.prefix(8).lowercased())"
        self.servers = servers
        self.options = options
        self.name = name
        folder = FileManager.default.temporaryDirectory.appending(path: "maillage-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        publicPorts = try (0..<Self.mostInstances).map { _ in try FreePort.next() }
        brokerProxy = try TCPProxy(to: Self.port(of: servers.amqp))
        databaseProxy = try TCPProxy(to: Self.port(of: servers.postgres))
        mailProxy = try TCPProxy(to: Self.port(of: servers.smtp))
        virtualHost = options.usesRootVirtualHost ? "/" : name
        var environment = [
            "PATH": "/usr/bin:/bin",
            "MAILLAGE_PUBLIC_URL": "http://127.0.0.1:\(publicPorts[0])",
            "MAILLAGE_DOMAIN": "reseau.test",
            "MAILLAGE_NETWORK_NAME": "Réseau d’essai",
            "MAILLAGE_GATEWAY_HOST": "127.0.0.1",
            "MAILLAGE_GATEWAY_RATE_PER_MINUTE": "0",
            "MAILLAGE_NEWSLETTER_SMTP_URL": servers.smtp,
            "MAILLAGE_NOTIFICATIONS_SMTP_URL": servers.smtp,
            "MAILLAGE_NOTIFICATIONS_WEBHOOK_NETWORKS": "127.0.0.0/8",
        ]
        if !options.usesRootVirtualHost { try await servers.makeVirtualHost(name) }
        for service in ServiceName.allCases {
            let broker = try servers.broker(
                user: service.rawValue, virtualHost: options.usesRootVirtualHost ? "" : name)
            environment[Self.variable(service, "AMQP_URL")] =
                broker + (options.heartbeat.map { "?heartbeat=\($0)" } ?? "")
        }
        for service in ServiceName.owners {
            let url = try await servers.makeDatabase(
                "\(name)_\(service.rawValue.replacing("-", with: "_"))",
                extensions: service == .directory ? ["unaccent", "pg_trgm", "postgis"] : ["unaccent", "pg_trgm"])
            environment[Self.variable(service, "DATABASE_URL")] = url
            environment[Self.variable(service, "OWNER_DATABASE_URL")] = url
        }
        self.environment = environment.merging(options.settings) { $1 }
        for service in ServiceName.owners { try await run(service, "migrate") }
    }

    /// Stops what runs and drops what was made.
    package func tearDown() async throws {
        for proxy in [brokerProxy, databaseProxy, mailProxy] { proxy.trouble = .none }
        for process in processes.values where process.isRunning {
            do { try await process.end(with: SIGTERM) } catch { process.signal(SIGKILL) }
        }
        for proxy in [brokerProxy, databaseProxy, mailProxy] { proxy.close() }
        for service in ServiceName.owners {
            try await servers.dropDatabase("\(name)_\(service.rawValue.replacing("-", with: "_"))")
        }
        if !options.usesRootVirtualHost { try await servers.dropVirtualHost(name) }
        try? FileManager.default.removeItem(at: folder)
    }

    package nonisolated func url(_ path: String, instance: Int = 1) -> String {
        "http://127.0.0.1:\(publicPorts[instance - 1])\(path)"
    }

    package nonisolated func log(of service: ServiceName, instance: Int = 1) -> URL {
        folder.appending(path: instance == 1 ? "\(service.rawValue).log" : "\(service.rawValue)-\(instance).log")
    }

    package func operatorURL(of service: ServiceName, instance: Int = 1) throws -> String {
        "http://127.0.0.1:\(try operatorPort(of: Instance(service: service, number: instance)))"
    }

    private func operatorPort(of instance: Instance) throws -> Int {
        if let port = operatorPorts[instance] { return port }
        let port = try FreePort.next()
        operatorPorts[instance] = port
        return port
    }

    package func setting(_ service: ServiceName, _ name: String) throws -> String {
        guard let value = environment[Self.variable(service, name)] else { throw TestFailure("no setting \(name)") }
        return value
    }

    /// What an instance is started with: the proxies stand before it alone, not before commands and looks of a test.
    func environment(of instance: Instance) throws -> [String: String] {
        var environment = environment
        let service = instance.service
        environment[Self.variable(service, "OPS_PORT")] = "\(try operatorPort(of: instance))"
        if service == .gateway { environment["MAILLAGE_GATEWAY_PORT"] = "\(publicPorts[instance.number - 1])" }
        var ways: [(String, TCPProxy)] = []
        if options.throughBrokerProxy.contains(service) {
            ways.append((Self.variable(service, "AMQP_URL"), brokerProxy))
        }
        if options.throughDatabaseProxy.contains(service) {
            ways.append((Self.variable(service, "DATABASE_URL"), databaseProxy))
        }
        if options.mailThroughProxy { ways.append(("MAILLAGE_NEWSLETTER_SMTP_URL", mailProxy)) }
        for (variable, proxy) in ways {
            guard var parts = environment[variable].flatMap({ URLComponents(string: $0) }) else { continue }
            parts.port = proxy.port
            environment[variable] = parts.string
        }
        return environment
    }

    private static func port(of url: String) throws -> Int {
        guard let port = URLComponents(string: url)?.port else { throw TestFailure("a server without a port") }
        return port
    }

    private static func variable(_ service: ServiceName, _ name: String) -> String {
        "MAILLAGE_\(service.rawValue.replacing("-", with: "_").uppercased())_\(name)"
    }
}

/// Runs a body on a system of its own. The logs stay when it fails.
package func withTestSystem(
    on servers: ServerSet? = nil, _ options: SystemOptions = SystemOptions(),
    _ body: (TestSystem) async throws -> Void
) async throws {
    let system = try await TestSystem(on: servers, options)
    do {
        try await body(system)
    } catch {
        print("the logs of the failed system are kept in \(system.folder.path)")
        for process in await system.processes.values where process.isRunning {
            // A cancelled test waits for nothing.
            process.signal(SIGKILL)
            process.resume()
        }
        throw error
    }
    try await system.tearDown()
}
