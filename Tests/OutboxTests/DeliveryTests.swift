import Domain
import Foundation
import Messaging
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Outbox

@Suite(.timeLimit(.minutes(2)))
struct DeliveryTests {
    @Test func `an event reaches its consumer once, in the order of its versions`() async throws {
        try await ReliableWorld.with { world in
            let seen = Mutex<[String]>([])
            let inbox = try world.inbox(
                [.on(PlaceEvents.all) { heard, _ in seen.withLock { $0.append(heard.state.name.text) } }])
            try await running(world.relay() + [inbox]) {
                try await eventually("the consumer listens") { inbox.isConnected }
                let id = Place.ID.new()
                for version in 1...20 {
                    try await world.tell(ReliableWorld.place("v\(version)", version: version, id: id))
                }
                try await eventually("all are applied") { seen.withLock { $0.count } == 20 }
                #expect(seen.withLock { $0 } == (1...20).map { "v\($0)" })
                try await eventually("all are marked") {
                    try await world.count("SELECT count(*) FROM outbox WHERE published_at IS NULL", in: world.producer)
                        == 0
                }
                #expect(try await world.count("SELECT count(*) FROM inbox", in: world.consumer) == 20)
                #expect(try await world.count("SELECT max(version) FROM agg_cursor", in: world.consumer) == 20)
            }
        }
    }

    @Test func `a change that is rolled back is told to nobody`() async throws {
        try await ReliableWorld.with { world in
            struct Mistake: Error {}
            await #expect(throws: Mistake.self) {
                try await world.producer.transaction { transaction in
                    try await Outbox.append(
                        PlaceEvents.changed, ReliableWorld.place("jamais"), at: Date(), in: transaction)
                    throw Mistake()
                }
            }
            let rows = try await world.count("SELECT count(*) FROM outbox", in: world.producer)
            #expect(rows == 0)
        }
    }

    @Test func `an event that fails is set aside with its reason while others go on`() async throws {
        try await ReliableWorld.with { world in
            struct Broken: Error, CustomStringConvertible { let description = "this place is impossible" }
            let applied = Mutex<[String]>([])
            let inbox = try world.inbox([
                .on([PlaceEvents.changed]) { heard, _ in
                    if heard.state.name.text == "poison" { throw Broken() }
                    applied.withLock { $0.append(heard.state.name.text) }
                }
            ])
            try await running(world.relay() + [inbox]) {
                try await eventually("the consumer listens") { inbox.isConnected }
                let poisoned = Place.ID.new()
                try await world.tell(ReliableWorld.place("poison", id: poisoned))
                try await world.tell(ReliableWorld.place("après", version: 2, id: poisoned))
                try await world.tell(ReliableWorld.place("voisin"))
                try await eventually("the neighbour is applied") { applied.withLock { $0 } == ["voisin"] }
                try await eventually("both of the poisoned are set aside") {
                    try await world.count("SELECT count(*) FROM parked", in: world.consumer) == 2
                }
                struct Row: Decodable, Sendable, Equatable {
                    let reason: String
                    let lastError: String?
                    let version: Int
                }
                let rows: [Row] = try await world.consumer.all(
                    "SELECT reason, last_error, version FROM parked ORDER BY version")
                #expect(
                    rows == [
                        Row(reason: "retry", lastError: "this place is impossible", version: 1),
                        Row(reason: "behind", lastError: nil, version: 2),
                    ])
            }
        }
    }

    @Test func `bytes that are no event are set aside as dead`() async throws {
        try await ReliableWorld.with { world in
            let inbox = try world.inbox([.on([PlaceEvents.changed]) { _, _ in }])
            let publisher = Publisher(try world.broker(.directory), logger: world.logger)
            try await running([publisher, inbox]) {
                try await eventually("both are connected") { inbox.isConnected && publisher.isConnected }
                let outcome = await publisher.publish([
                    OutgoingMessage(
                        exchange: Topology.exchange(of: .directory),
                        routingKey: Topology.routingKey(type: PlaceEvents.changed.name, aggregateID: "x"),
                        body: Array("{not json".utf8), messageID: UUID().uuidString, type: PlaceEvents.changed.name,
                        correlationID: nil)
                ])
                #expect(outcome == [.confirmed])
                try await eventually("it is set aside") {
                    try await world.count(
                        "SELECT count(*) FROM parked WHERE reason = 'dead' AND last_error LIKE 'unreadable%'",
                        in: world.consumer) == 1
                }
            }
        }
    }

    @Test func `a second delivery and an older version change nothing`() async throws {
        try await ReliableWorld.with { world in
            let applied = Mutex(0)
            let inbox = try world.inbox([.on([PlaceEvents.changed]) { _, _ in applied.withLock { $0 += 1 } }])
            let publisher = Publisher(try world.broker(.directory), logger: world.logger)
            try await running([publisher, inbox]) {
                try await eventually("both are connected") { inbox.isConnected && publisher.isConnected }
                let id = Place.ID.new()
                func message(_ version: Int) throws -> OutgoingMessage {
                    let event = CloudEvent(
                        PlaceEvents.changed, try ReliableWorld.place("x", version: version, id: id), at: Date(),
                        trace: nil)
                    return OutgoingMessage(
                        exchange: Topology.exchange(of: .directory),
                        routingKey: Topology.routingKey(type: event.type, aggregateID: event.subject),
                        body: Array(try JSON.encode(event)), messageID: event.id.description,
                        type: event.type, correlationID: nil)
                }
                let (second, first) = (try message(2), try message(1))
                _ = await publisher.publish([second, second, first])
                try await eventually("both events are received") {
                    try await world.count("SELECT count(*) FROM inbox", in: world.consumer) == 2
                }
                #expect(applied.withLock { $0 } == 1)
            }
        }
    }

    @Test func `an event that nobody listens to is marked and counted`() async throws {
        try await ReliableWorld.with { world in
            try await running(world.relay()) {
                try await world.tell(ReliableWorld.place("personne n'écoute"))
                try await eventually("it is marked") {
                    try await world.count(
                        "SELECT count(*) FROM outbox WHERE published_at IS NOT NULL AND unroutable", in: world.producer)
                        == 1
                }
            }
        }
    }

    @Test func `one relay leads and another takes over when it stops`() async throws {
        try await ReliableWorld.with { world in
            let publishers = try (0..<2).map { _ in Publisher(try world.broker(.directory), logger: world.logger) }
            let relays = publishers.map { Relay(world.producerSettings, publisher: $0, logger: world.logger) }
            try await running([publishers[1]]) {
                try await running([publishers[0], relays[0]]) {
                    try await eventually("the first leads") { relays[0].isLeader }
                }
                #expect(!relays[0].isLeader)
                try await running([relays[1]]) {
                    try await eventually("the second leads") { relays[1].isLeader }
                    try await world.tell(ReliableWorld.place("par la seconde"))
                    try await eventually("it publishes") {
                        try await world.count(
                            "SELECT count(*) FROM outbox WHERE published_at IS NULL", in: world.producer) == 0
                    }
                }
            }
        }
    }
}
