package import Domain
package import Foundation
import Logging
import Messaging
import Postgres

/// An event as a service's relay sends it.
package struct ToldEvent: Decodable, Sendable {
    package var eventId: UUID
    package var type: String
    package var aggId: UUID
    package var aggVersion: Int
    package var envelope: Data

    package init(eventId: UUID, type: String, aggId: UUID, aggVersion: Int, envelope: Data) {
        self.eventId = eventId
        self.type = type
        self.aggId = aggId
        self.aggVersion = aggVersion
        self.envelope = envelope
    }

    fileprivate func message(from owner: ServiceName) -> OutgoingMessage {
        OutgoingMessage(
            exchange: Topology.exchange(of: owner),
            routingKey: Topology.routingKey(type: type, aggregateID: aggId.uuidString.lowercased()),
            body: [UInt8](envelope), messageID: eventId.uuidString.lowercased(), type: type)
    }
}

extension TestSystem {
    /// All that a service has told, in the order in which it did.
    package func told(by service: ServiceName) async throws -> [ToldEvent] {
        try await all("SELECT event_id, type, agg_id, agg_version, envelope FROM outbox ORDER BY id", in: service)
    }

    /// Sends events under a service's name, beside its relay, in the order given; returns once the broker has them.
    package func send(_ events: [ToldEvent], as owner: ServiceName) async throws {
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let settings = try BrokerSettings(url: setting(owner, "AMQP_URL"), connectionName: "\(owner.rawValue) test")
        let publisher = Publisher(settings, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await publisher.run() }
            await publisher.waitUntilReady()
            for start in stride(from: 0, to: events.count, by: 2000) {
                let part = events[start..<min(start + 2000, events.count)]
                let outcomes = await publisher.publish(part.map { $0.message(from: owner) })
                guard outcomes.allSatisfy({ $0 == .confirmed || $0 == .unroutable }) else {
                    throw TestFailure("the broker did not take every event")
                }
            }
            group.cancelAll()
        }
    }
}
