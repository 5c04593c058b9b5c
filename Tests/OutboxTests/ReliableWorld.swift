import Domain
import Foundation
import Logging
import Messaging
import Outbox
import Postgres
import ServiceLifecycle
import TestSupport

/// A producer's and a consumer's database and a virtual host of a test's own, with the exchanges and users of the real one.
struct ReliableWorld {
    let producer: PostgresPool
    let consumer: PostgresPool
    let producerSettings: PostgresSettings
    let servers: ServerSet
    let virtualHost: String
    let broker: @Sendable (ServiceName) throws -> BrokerSettings
    let logger = Logger(label: "test")

    /// Makes one, runs the body while `services` run beside it, and drops it.
    static func with(_ body: (ReliableWorld) async throws -> Void) async throws {
        let servers = try ServerSet.shared
        let name = "outbox_\(UUID().uuidString.prefix(8).lowercased())"
        try await servers.makeVirtualHost(name)
        let urls = [
            try await servers.makeDatabase("\(name)_producer", extensions: []),
            try await servers.makeDatabase("\(name)_consumer", extensions: []),
        ]
        let settings = try urls.map { try PostgresSettings(url: $0, applicationName: "test") }
        let logger = Logger(label: "test")
        for each in settings {
            _ = try await Migrator([ReliableMessages.migrations]).migrate(each, logger: logger)
        }
        let world = ReliableWorld(
            producer: PostgresPool(settings[0], logger: logger), consumer: PostgresPool(settings[1], logger: logger),
            producerSettings: settings[0],
            servers: servers,
            virtualHost: name,
            broker: { service in
                try BrokerSettings(
                    url: servers.broker(user: service.rawValue, virtualHost: name), connectionName: "test")
            })
        do {
            try await body(world)
        } catch {
            try? await servers.dropVirtualHost(name)
            throw error
        }
        for part in ["producer", "consumer"] { try await servers.dropDatabase("\(name)_\(part)") }
        try await servers.dropVirtualHost(name)
    }

    /// A place, and the event that tells it, in one transaction.
    @discardableResult
    func tell(
        _ place: Place, as type: EventType<Place> = PlaceEvents.changed, at time: Date = Date().inWholeSeconds
    ) async throws -> Place {
        try await producer.transaction { transaction in
            try await Outbox.append(type, place, at: time, in: transaction)
        }
        return place
    }

    static func place(_ name: String, version: Int = 1, id: Place.ID = .new()) throws -> Place {
        let now = Date().inWholeSeconds
        return Place(
            id: id, version: version, name: try OneLine(name), state: .active, kinds: [], description: nil,
            address: Address(), position: nil, website: nil, confirmedOn: nil, createdAt: now, updatedAt: now)
    }

    func relay() throws -> [any Service] {
        let publisher = Publisher(try broker(.directory), logger: logger)
        return [publisher, Relay(producerSettings, publisher: publisher, logger: logger)]
    }

    func inbox(_ reactions: [Reaction], ladder: RetryLadder = .usual) throws -> Inbox {
        Inbox(
            "test", of: .events, reactions: reactions, database: consumer, broker: try broker(.events), ladder: ladder,
            logger: logger)
    }

    func count(_ sql: SQL, in pool: PostgresPool) async throws -> Int {
        try await pool.one(sql, as: Int.self)
    }
}

/// Runs services beside a body, and stops them in good order after it.
func running(_ services: [any Service], _ body: @Sendable @escaping () async throws -> Void) async throws {
    let group = ServiceGroup(
        configuration: .init(
            services: services.map { .init(service: $0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await group.run() }
        tasks.addTask {
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
        }
        try await tasks.waitForAll()
    }
}
