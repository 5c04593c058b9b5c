import Domain
import Foundation
import Messaging
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Outbox

/// Read models filled from a producer's export.
@Suite(.timeLimit(.minutes(2)))
struct BackfillTests {
    /// A directory that answers exports with these places, a few a page.
    private static func directory(_ places: [Place], in world: ReliableWorld) throws -> RequestServer {
        RequestServer(
            try world.broker(.directory), service: .directory, allowing: { user, _ in user == "events" },
            logger: world.logger,
            handler: { request in
                guard let asked = try? JSON.decode(Export<Place>.self, from: Data(request.body)),
                    let page = try? ExportPage<Place>(
                        of: places.filter { place in asked.after.map { place.id > $0 } ?? true }
                            .map { Exported($0, changedAt: $0.updatedAt) }),
                    let answer = try? JSON.encode(Answer<ExportPage<Place>>.reply(page))
                else { return [] }
                return Array(answer)
            })
    }

    @Test func `a new consumer is filled from the export, tells nobody, and hears what comes`() async throws {
        try await ReliableWorld.with { world in
            let places = try (0..<1_200).map { try ReliableWorld.place("lieu \($0)", version: 3) }
                .sorted { $0.id < $1.id }
            let heard = Mutex<[Place.ID: Int]>([:])
            let news = Mutex<[Place.ID]>([])
            let inbox = try world.inbox([
                .on(PlaceEvents.all) { place, _ in
                    heard.withLock { $0[place.state.id, default: 0] += 1 }
                    if place.news != nil { news.withLock { $0.append(place.state.id) } }
                }
            ])
            try await running(world.relay() + [Self.directory(places, in: world), inbox]) {
                try await eventually("all are there") { heard.withLock { $0.count } == 1_200 }
                #expect(news.withLock { $0.isEmpty })
                #expect(heard.withLock { $0.values.allSatisfy { $0 == 1 } })
                try await eventually("it is complete") {
                    try await world.count(
                        "SELECT count(*) FROM backfills WHERE completed_at IS NOT NULL AND items = 1200 AND failed = 0",
                        in: world.consumer) == 1
                }
                // The event of a version that the export has brought is still news; an older one is not.
                try await world.tell(ReliableWorld.place("lieu", version: 3, id: places[0].id))
                try await world.tell(ReliableWorld.place("lieu", version: 2, id: places[1].id))
                try await world.tell(ReliableWorld.place("lieu", version: 4, id: places[2].id))
                try await eventually("all are received") {
                    try await world.count("SELECT count(*) FROM inbox", in: world.consumer) == 3
                }
                #expect(news.withLock { $0 } == [places[0].id, places[2].id])
            }
        }
    }

    @Test func `what can not be applied is counted and the rest is there`() async throws {
        struct Broken: Error {}
        try await ReliableWorld.with { world in
            let places = try ["a", "poison", "b"].map { try ReliableWorld.place($0) }.sorted { $0.id < $1.id }
            let heard = Mutex<Set<String>>([])
            let inbox = try world.inbox([
                .on(PlaceEvents.all) { place, transaction in
                    if place.state.name.text == "poison" { throw Broken() }
                    heard.withLock { _ = $0.insert(place.state.name.text) }
                }
            ])
            try await running([Self.directory(places, in: world), inbox]) {
                try await eventually("it is complete") {
                    try await world.count(
                        "SELECT count(*) FROM backfills WHERE completed_at IS NOT NULL AND items = 3 AND failed = 1",
                        in: world.consumer) == 1
                }
                #expect(heard.withLock { $0 } == ["a", "b"])
                #expect(try await world.count("SELECT count(*) FROM agg_cursor", in: world.consumer) == 2)
            }
        }
    }

    @Test func `a page of which the process died again and again is taken item by item`() async throws {
        struct Broken: Error {}
        try await ReliableWorld.with { world in
            let places = try ["a", "poison", "b"].map { try ReliableWorld.place($0) }.sorted { $0.id < $1.id }
            let passed = Mutex<[Place.ID: Place.ID]>([:])
            let consumer = world.consumer
            let inbox = try world.inbox([
                .on(PlaceEvents.all) { place, _ in
                    // What stands in the table when the process dies here.
                    let mark = try await consumer.one("SELECT after_id FROM backfills", as: Place.ID.self)
                    passed.withLock { $0[place.state.id] = mark }
                    if place.state.name.text == "poison" { throw Broken() }
                }
            ])
            try await running([inbox]) {
                try await eventually("the consumer listens") { inbox.isConnected }
                // The new queue has asked for all anew.
                _ = try await world.consumer.execute("UPDATE backfills SET starts = 3")
                try await running([Self.directory(places, in: world)]) {
                    try await eventually("it is complete") {
                        try await world.count(
                            """
                            SELECT count(*) FROM backfills
                            WHERE completed_at IS NOT NULL AND items = 3 AND failed = 1 AND starts = 0
                            """, in: world.consumer) == 1
                    }
                }
            }
            #expect(passed.withLock { $0 } == Dictionary(uniqueKeysWithValues: places.map { ($0.id, $0.id) }))
        }
    }

    @Test func `a queue that was deleted is made anew and everything is asked for again`() async throws {
        try await ReliableWorld.with { world in
            let places = [try ReliableWorld.place("a")]
            let inbox = try world.inbox([.on(PlaceEvents.all) { _, _ in }])
            try await running([Self.directory(places, in: world), inbox]) {
                func completed() async throws -> [Date] {
                    try await world.consumer.all("SELECT completed_at FROM backfills WHERE completed_at IS NOT NULL")
                }
                try await eventually("it is complete") { try await completed().count == 1 }
                let first = try await completed()
                try await world.servers.rabbitmqctl(
                    "delete_queue", "q.events.test.r1", "--vhost", world.virtualHost)
                try await eventually("it is complete once more") {
                    let now = try await completed()
                    return now.count == 1 && now != first
                }
                #expect(inbox.isConnected)
            }
        }
    }

    @Test func `what is published anew is dropped where it was received, and is no news when it is old`() async throws {
        try await ReliableWorld.with { world in
            let heard = Mutex<[String]>([])
            let inbox = try world.inbox([
                .on(PlaceEvents.all) { place, _ in
                    heard.withLock { $0.append("\(place.state.name) \(place.news == nil ? "old" : "news")") }
                }
            ])
            try await running(world.relay() + [inbox]) {
                try await eventually("the consumer listens") { inbox.isConnected }
                try await world.tell(ReliableWorld.place("hier"), at: Date().addingTimeInterval(-3600))
                try await world.tell(ReliableWorld.place("jadis"), at: Date().addingTimeInterval(-49 * 3600))
                try await eventually("both are heard") { heard.withLock { $0 } == ["hier news", "jadis news"] }

                let since = Date().addingTimeInterval(-60)
                #expect(try await OutboxState.republish(since: since, type: nil, on: world.producer) == 2)
                try await eventually("both are told again") {
                    try await OutboxState.summary(on: world.producer).pending == 0
                }
                _ = try await world.consumer.execute("DELETE FROM inbox")
                _ = try await world.consumer.execute("DELETE FROM agg_cursor")
                #expect(try await OutboxState.republish(since: since, type: nil, on: world.producer) == 2)
                try await eventually("one who lost all hears both") { heard.withLock { $0.count } == 4 }
                #expect(heard.withLock { $0.suffix(2) } == ["hier news", "jadis old"])
            }
        }
    }
}
