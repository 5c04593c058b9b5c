import Configuration
package import Domain
package import FoundationEssentials
package import Logging
import Messaging
import Metrics
package import Outbox
package import Postgres
package import ServiceLifecycle
import UnixSignals

/// One running process: what each of the six is made of, whatever its business. A service's `Assembly` adds its own
/// parts and then runs it.
package final class ServiceProcess {
    package let settings: ServiceSettings
    package let logger: Logger
    package let registry = PrometheusRegistry()
    package let readiness = Readiness()
    /// What the service hears, by concern.
    package private(set) var subscriptions: [String: [Reaction]] = [:]
    private var services: [any Service] = []

    /// Reads the settings and sets up logs and metrics. Call once in a process.
    package init(_ name: ServiceName, logLevel: Logger.Level? = nil) throws {
        let settings = try ServiceSettings(name)
        LoggingSystem.bootstrap { _ in JSONLogHandler(label: name.rawValue, level: logLevel ?? settings.logLevel) }
        MetricsSystem.bootstrap(registry)
        self.settings = settings
        self.logger = Logger(label: name.rawValue)
        registry.onCollect { ProcessMemory.report() }
    }

    /// The time, in whole seconds: what the wire can carry.
    package let now: @Sendable () -> Date = { Date().inWholeSeconds }

    /// Adds a part. Parts stop in the reverse order of their adding.
    package func add(_ service: any Service) {
        services.append(service)
    }

    /// The pool of the service's database, ready when its schema is current.
    package func database(_ migrations: [MigrationSet]) throws -> PostgresPool {
        let pool = PostgresPool(try settings.database(), logger: logger)
        let migrator = Migrator(migrations)
        readiness.requires("the database") { await pool.trouble() }
        readiness.requires("its migrations") {
            guard let state = try? await migrator.state(pool) else { return false }
            if case .behind = state { return false }
            return true
        }
        registry.onCollect {
            let statistics = pool.statistics
            Meter(label: "pool_open").set(statistics.open)
            Meter(label: "pool_idle").set(statistics.idle)
            Meter(label: "pool_waiting").set(statistics.waiting)
            Meter(label: "statements_total").set(statistics.statements)
        }
        add(pool)
        return pool
    }

    /// Publishes the outbox of the service's database.
    package func relay(of database: PostgresPool) throws {
        let publisher = Publisher(try settings.broker("publish"), logger: logger)
        let relay = Relay(
            try settings.database(connections: 1, idleSessionTimeout: Relay.idleSessionTimeout), publisher: publisher,
            logger: logger)
        readiness.requires("the broker (publish)") { publisher.trouble }
        registry.onCollect {
            Meter(label: "broker_blocked").set(publisher.isBlocked ? 1 : 0)
            Meter(label: "relay_is_leader").set(relay.isLeader ? 1 : 0)
            await OutboxGauges.report(from: database)
        }
        add(publisher)
        add(relay)
    }

    /// Consumes events into the service's database, and fills it from exports. `…_RETRY_LADDER` says how many seconds
    /// an event that failed waits before each further try.
    package func consume(_ concern: String, _ reactions: [Reaction], into database: PostgresPool) throws {
        let inbox = Inbox(
            concern, of: settings.name, reactions: reactions, database: database,
            broker: try settings.broker("consume \(concern)"),
            ladder: try settings.own.optional("retry.ladder", default: .usual) { RetryLadder($0) }, logger: logger)
        readiness.requires("the broker (consume \(concern))") { inbox.trouble }
        subscriptions[concern] = reactions
        add(inbox)
    }

    /// Answers requests.
    package func answer(_ operations: [Operation]) throws {
        let table = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let server = RequestServer(
            try settings.broker("answer"), service: settings.name,
            // What services ask for may be asked by one that was made after this version.
            allowing: { user, type in
                user == ServiceName.gateway.rawValue || table[type]?.isForServices == true
            }, logger: logger,
            handler: { request in
                guard let operation = table[request.type] else {
                    return Array(#"{"problem":{"code":"request-unknown","status":501}}"#.utf8)
                }
                return await operation.answer(request)
            })
        readiness.requires("the broker (answer)") { server.trouble }
        add(server)
    }

    /// Runs until SIGTERM or SIGINT, then stops within 25 seconds.
    package func run() async throws {
        let port = OperatorPort(
            host: settings.operatorHost, port: settings.operatorPort, readiness: readiness, registry: registry,
            logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: ([port] + services + [StopNotice(readiness: readiness)]).map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: settings.name.rawValue) { JSONLogHandler(label: $0, level: .warning) }
        )
        configuration.maximumGracefulShutdownDuration = .seconds(20)
        configuration.maximumCancellationDuration = .seconds(4)
        logger.info("starting")
        try await ServiceGroup(configuration: configuration).run()
        logger.info("stopped")
    }
}

/// Turns a process not ready as the first act of its stop: added last, and so stopped first.
private struct StopNotice: Service {
    let readiness: Readiness

    func run() async throws {
        await withGracefulShutdownHandler {
            try? await gracefulShutdown()
        } onGracefulShutdown: {
            readiness.stop()
        }
    }
}
