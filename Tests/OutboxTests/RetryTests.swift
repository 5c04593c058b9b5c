import Domain
import Foundation
import Messaging
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Outbox

/// What becomes of events that can not be applied.
@Suite(.timeLimit(.minutes(2)))
struct RetryTests {
    private struct Broken: Error, CustomStringConvertible { let description = "this place is impossible" }

    /// A handler that refuses one name until it is mended, and remembers what it applied.
    private final class Handler: Sendable {
        let isBroken = Mutex(true)
        let applied = Mutex<[String]>([])

        var reactions: [Reaction] {
            [
                .on(PlaceEvents.all) { [self] heard, _ in
                    let name = heard.state.name.text
                    if name == "poison", isBroken.withLock({ $0 }) { throw Broken() }
                    applied.withLock { $0.append("\(name) v\(heard.state.version)") }
                }
            ]
        }
    }

    @Test func `a failing event climbs the ladder while its neighbours pass, and those behind it wait`() async throws {
        try await ReliableWorld.with { world in
            let handler = Handler()
            let inbox = try world.inbox(handler.reactions, ladder: #require(RetryLadder("0.1,0.2")))
            try await running(world.relay() + [inbox]) {
                try await eventually("the consumer listens") { inbox.isConnected }
                let id = Place.ID.new()
                try await world.tell(ReliableWorld.place("poison", id: id))
                try await world.tell(ReliableWorld.place("après", version: 2, id: id))
                try await world.tell(ReliableWorld.place("voisin"))
                try await eventually("the neighbour is applied") { handler.applied.withLock { $0 } == ["voisin v1"] }
                try await eventually("it is dead after the ladder") {
                    try await world.rows() == ["1 dead 2 this place is impossible", "2 behind 0 -"]
                }

                handler.isBroken.withLock { $0 = false }
                let event = try await world.deadEvent()
                #expect(try await DeadLetters.retry([event], on: world.consumer) == 1)
                try await eventually("both are applied, in order") {
                    handler.applied.withLock { $0 } == ["voisin v1", "poison v1", "après v2"]
                }
                try await eventually("nothing is set aside") { try await world.rows().isEmpty }
                #expect(try await DeadLetters.retry([event], on: world.consumer) == 0, "a second time changes nothing")
            }
        }
    }

    @Test func `a discarded event lets go those behind it`() async throws {
        try await ReliableWorld.with { world in
            let handler = Handler()
            let inbox = try world.inbox(handler.reactions, ladder: #require(RetryLadder("0.1")))
            try await running(world.relay() + [inbox]) {
                try await eventually("the consumer listens") { inbox.isConnected }
                let id = Place.ID.new()
                try await world.tell(ReliableWorld.place("poison", id: id))
                try await world.tell(ReliableWorld.place("après", version: 2, id: id))
                try await eventually("it is dead") {
                    try await world.rows() == ["1 dead 1 this place is impossible", "2 behind 0 -"]
                }
                #expect(try await DeadLetters.discard([world.deadEvent()], on: world.consumer) == 1)
                try await eventually("the other is applied") { handler.applied.withLock { $0 } == ["après v2"] }
                #expect(try await world.rows().isEmpty)
            }
        }
    }

    @Test func `an event whose attempts never end is buried`() async throws {
        try await ReliableWorld.with { world in
            let handler = Handler()
            let applier = EventApplier(
                consumer: "events.test", reactions: handler.reactions, database: world.consumer, logger: world.logger)
            let event = CloudEvent(
                PlaceEvents.changed, try ReliableWorld.place("poison"), at: Date(), trace: nil)
            let received = try #require(
                try applier.read(type: event.type, body: JSON.encode(event), republished: false))
            let ladder = try #require(RetryLadder("0.01,0.01"))
            try await world.consumer.transaction {
                try await ParkedStore.insert(received, reason: .retry, after: 0, in: $0)
            }
            // Each taking stands for an attempt of which the process died.
            for attempt in 1...3 {
                try await Task.sleep(for: .milliseconds(30))
                let due = try await ParkedStore.takeDue(of: applier.consumer, ladder, on: world.consumer)
                #expect(due?.attempts == attempt)
            }
            let retries = Task { await Retries(applier: applier, ladder: ladder).run() }
            try await eventually("it is taken for what kills the process") {
                try await world.rows().first?.hasPrefix("1 crash") == true
            }
            retries.cancel()
        }
    }

    @Test func `a redelivered event that never came to an end is set aside at its third start`() async throws {
        try await ReliableWorld.with { world in
            let event = CloudEvent(PlaceEvents.changed, try ReliableWorld.place("x"), at: Date(), trace: nil)
            let key = ReceivedEvent.Key(
                consumer: "events.test", eventID: event.id.uuid, aggregateType: "place",
                aggregateID: event.data.id.uuid,
                version: 1)
            for start in 1...3 {
                #expect(try await InboxStore.recordStart(key, on: world.consumer) == start)
            }
            let claims = try await world.consumer.transaction { try await InboxStore.claim([key, key], in: $0) }
            #expect(claims.map { "\($0)" } == ["fresh", "duplicate"], "a start is no receipt")
            #expect(try await InboxStore.recordStart(key, on: world.consumer) == nil)
        }
    }

    @Test(arguments: ["", "30,", "0", "-1", "a", "30,nan"])
    func `a ladder that makes no sense is refused`(text: String) {
        #expect(RetryLadder(text) == nil)
    }
}

extension ReliableWorld {
    /// What is set aside, by version: version, reason, attempts, error.
    func rows() async throws -> [String] {
        try await consumer.all(
            """
            SELECT concat_ws(' ', version, reason, attempts, coalesce(last_error, '-')) FROM parked
            WHERE resolved_at IS NULL ORDER BY version
            """, as: String.self)
    }

    func deadEvent() async throws -> UUID {
        try await consumer.one("SELECT event_id FROM parked WHERE reason = 'dead'", as: UUID.self)
    }
}
