import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 23: one consumer takes its time, and tens of thousands of events wait for it.
@Suite(.serialized, .timeLimit(.minutes(4)), .enabled(if: LongFaults.areAsked))
struct SlowConsumerTests {
    private static let count = 50_000
    private static let prefetch = 64

    /// Fault 23. Held by the prefetch, which is all that the broker hands out unacknowledged, and by a queue for each
    /// consumer.
    /// Seen to fail: no limit of unacknowledged messages → "unacknowledged → [2000, …]" where 64 are allowed.
    @Test func `a slow consumer keeps its memory, and the others are not held up`() async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .events, .jobsBoard] { try await system.start(service) }
            try await system.exportsAreRead(by: [.events, .jobsBoard])
            let database = try await system.setting(.events, "DATABASE_URL")
            _ = try await Judge.psql(
                database,
                """
                CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END';
                CREATE TRIGGER slow BEFORE INSERT OR UPDATE ON known_places FOR EACH ROW EXECUTE FUNCTION slow();
                """)
            try await system.send(ManyPlaces.events(Self.count), as: .directory)
            async let watching = watched(system, for: .seconds(20))
            try await becomesKnown(by: .jobsBoard, on: system, within: .seconds(60))
            let (memory, unacknowledged) = try await watching
            #expect(try await known(by: .events, on: system) < Self.count / 10)

            let mean = memory.reduce(0, +) / Double(memory.count)
            #expect(memory.allSatisfy { abs($0 - mean) <= mean / 10 }, "flat: \(memory)")
            #expect(unacknowledged.allSatisfy { $0 <= Self.prefetch })
            #expect(unacknowledged.contains(Self.prefetch))

            _ = try await Judge.psql(database, "DROP TRIGGER slow ON known_places")
            try await becomesKnown(by: .events, on: system, within: .seconds(90))
            try await Ledger(of: system, streams: LedgerStream.among([.directory, .events, .jobsBoard])).closes()
        }
    }

    private func becomesKnown(by service: ServiceName, on system: TestSystem, within duration: Duration) async throws {
        try await eventually("\(service.rawValue) is through", within: duration) {
            try await Task.sleep(for: .milliseconds(300))
            return try await known(by: service, on: system) == Self.count
        }
    }

    private func known(by service: ServiceName, on system: TestSystem) async throws -> Int {
        try await system.one("SELECT count(*) FROM known_places", in: service)
    }

    /// The slow consumer's memory, in kilobytes, and its unacknowledged messages, looked at each second.
    private func watched(
        _ system: TestSystem, for duration: Duration
    ) async throws -> (memory: [Double], unacknowledged: [Int]) {
        var memory: [Double] = []
        var unacknowledged: [Int] = []
        let pid = try await system.process(.events).pid
        let end = ContinuousClock.now + duration
        while ContinuousClock.now < end {
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            let resident = status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/).flatMap { Double($0.output.1) }
            memory.append(try #require(resident))
            let queue = try await system.queues().first { $0.name.hasPrefix("q.events.places") }
            unacknowledged.append(try #require(queue).unacknowledged)
            try await Task.sleep(for: .seconds(1))
        }
        return (memory, unacknowledged)
    }
}

/// Events of more places than a test could create.
private enum ManyPlaces {
    /// All alike but for their identifiers, which are written into a copy of the first: encoding takes far longer.
    static func events(_ count: Int) throws -> [ToldEvent] {
        let place = Place(
            id: .new(), version: 1, name: try OneLine("Lieu de passage"), state: .active, kinds: [.coworking],
            description: try Markdown(String(repeating: "Un lieu parmi d’autres. ", count: 20)),
            address: Address(commune: try OneLine("Dijon")), position: nil, website: nil, confirmedOn: nil,
            createdAt: Date().inWholeSeconds, updatedAt: Date().inWholeSeconds)
        let event = EventID.new()
        let template = try JSON.encode(
            CloudEvent(PlaceEvents.published, place, id: event, at: Date().inWholeSeconds, trace: nil))
        let placeIDs = template.ranges(of: Data(place.id.description.utf8))
        let eventIDs = template.ranges(of: Data(event.description.utf8))
        return (0..<count).map { _ in
            let (place, event) = (UUID.version7(), UUID.version7())
            var envelope = template
            for range in placeIDs { envelope.replaceSubrange(range, with: Data(Place.ID(place).description.utf8)) }
            for range in eventIDs { envelope.replaceSubrange(range, with: Data(EventID(event).description.utf8)) }
            return ToldEvent(
                eventId: event, type: PlaceEvents.published.name, aggId: place, aggVersion: 1, envelope: envelope)
        }
    }
}
