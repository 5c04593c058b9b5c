package import Configuration
package import Domain
package import Logging
package import Messaging
package import Postgres

/// The settings that every process has, read from the environment. A service's own stand under its name:
/// `MAILLAGE_JOBS_BOARD_AMQP_URL`.
package struct ServiceSettings: Sendable {
    package let name: ServiceName
    package let network: NetworkSettings
    package let logLevel: Logger.Level
    /// Where `/live`, `/ready` and `/metrics` answer: `127.0.0.1` unless `…_OPS_HOST` says otherwise.
    package let operatorHost: String
    /// 0 takes any free port, which is then logged.
    package let operatorPort: Int
    /// The service's own scope: `maillage.<service>`.
    package let own: ConfigReader

    package init(
        _ name: ServiceName, environment: ConfigReader = ConfigReader(provider: EnvironmentVariablesProvider())
    )
        throws
    {
        let shared = environment.scoped(to: "maillage")
        self.name = name
        self.own = shared.scoped(to: ConfigKey([name.rawValue]))
        self.network = try NetworkSettings(shared)
        self.logLevel = try shared.optional("log.level", default: .info) { Logger.Level(rawValue: $0) }
        self.operatorHost = own.string(forKey: "ops.host", default: "127.0.0.1")
        self.operatorPort = own.int(forKey: "ops.port", default: 0)
    }

    /// The broker, as this service's own user: `…_AMQP_URL`.
    package func broker(_ connection: String) throws -> BrokerSettings {
        try BrokerSettings(
            url: own.requiredString(forKey: "amqp.url", isSecret: true),
            connectionName: "\(name.rawValue) \(connection)")
    }

    /// The database, as the role that reads and writes: `…_DATABASE_URL`.
    package func database(
        connections: Int? = nil, statementTimeout: Duration = .seconds(5), idleSessionTimeout: Duration = .zero
    ) throws -> PostgresSettings {
        try PostgresSettings(
            url: own.requiredString(forKey: "database.url", isSecret: true),
            applicationName: name.rawValue,
            connections: connections ?? own.int(forKey: "database.connections", default: 8),
            statementTimeout: statementTimeout,
            idleSessionTimeout: idleSessionTimeout)
    }

    /// The database, as the role that owns the tables: `…_OWNER_DATABASE_URL`, for `migrate` alone.
    package func ownerDatabase() throws -> PostgresSettings {
        try PostgresSettings(
            url: own.requiredString(forKey: "owner.database.url", isSecret: true),
            applicationName: "\(name.rawValue) migrate",
            connections: 1,
            statementTimeout: .seconds(600))
    }
}
