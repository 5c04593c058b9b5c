import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 21: an event that its consumer can not apply, for one place.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct PoisonTests {
    /// Fault 21. Held by the parking of what fails by its aggregate, by the ladder, and by the order of versions in
    /// which what waits is taken.
    /// Seen to fail: later events that do not wait behind → "not within 20.0 seconds: the ladder ends".
    @Test func `a poison event holds up its own place alone, ends dead, and is applied in order after the mend`()
        async throws
    {
        try await withPoison { poison in
            let system = poison.system
            let slowest = try await poison.slowestNeighbour(of: 20)
            #expect(slowest < .seconds(1), "the others do not wait")
            try await eventually("the ladder ends", within: .seconds(20)) {
                try await poison.parked() == ["1 dead", "2 behind", "3 behind"]
            }
            #expect(try await poison.attempts() == 3, "each step of the ladder was tried")
            #expect(try await poison.applied() == [])

            let list = try await system.run(.events, "dead", "list")
            let event = try await poison.firstEvent()
            #expect(list.contains(event) && list.contains("dead"))
            let shown = try await system.run(.events, "dead", "show", event)
            for told in [event, "dead", "directory.place.published.v1", poison.place, Poison.rule] {
                #expect(shown.contains(told), "the event is shown with its reason, its error and its contents")
            }

            try await poison.mend()
            try await system.run(.events, "dead", "retry", event)
            try await eventually("all of the place is applied") { try await poison.applied() == [1, 2, 3] }
            #expect(try await poison.resolutions() == ["1 applied", "2 applied", "3 applied"])

            try await system.run(.events, ["dead", "retry", event], status: 2)
            try await poison.endsWith([1, 2, 3])
        }
    }

    /// Fault 21. Held by the resolution of the one that is discarded, which lets those behind it go.
    /// Seen to fail: later events that do not wait behind → "not within 20.0 seconds: the ladder ends".
    @Test func `a poison event that is discarded lets those behind it go on`() async throws {
        try await withPoison { poison in
            try await eventually("the ladder ends", within: .seconds(20)) {
                try await poison.parked() == ["1 dead", "2 behind", "3 behind"]
            }
            let event = try await poison.firstEvent()
            try await poison.system.run(.events, "dead", "discard", event)
            try await eventually("those behind are applied") { try await poison.applied() == [2, 3] }
            #expect(try await poison.resolutions() == ["1 discarded", "2 applied", "3 applied"])

            try await poison.mend()
            try await poison.system.run(.events, ["dead", "retry", event], status: 2)
            try await poison.endsWith([2, 3])
        }
    }

    /// A consumer of places that can not take a certain name, and a place that had it first of all its names.
    private func withPoison(_ body: (Poison) async throws -> Void) async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .gateway] { try await system.start(service) }
            try await system.start(.events, settings: ["MAILLAGE_EVENTS_RETRY_LADDER": "0.2,0.3,0.5"])
            try await system.exportsAreRead(by: [.events])
            _ = try await Judge.psql(system.setting(.events, "DATABASE_URL"), Poison.schema)
            let staff = try await Staff.atWork(on: system)
            let place = try await staff.createPlace("Poison")
            try await staff.renamePlace(place, "Guéri")
            try await staff.renamePlace(place, "Guéri, et content")
            try await body(Poison(system: system, staff: staff, place: place))
        }
    }
}

/// The place that has the poison event, and what became of its events at the consumer.
private struct Poison {
    static let rule = "known_places_no_poison"

    /// The rule that the event breaks, and a list of all that is ever applied, in its order.
    static let schema = """
        ALTER TABLE known_places ADD CONSTRAINT \(rule) CHECK (name <> 'Poison');
        CREATE TABLE witness (number bigint GENERATED ALWAYS AS IDENTITY, place_id uuid, version bigint);
        CREATE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN INSERT INTO witness (place_id, version) VALUES (NEW.place_id, NEW.version); RETURN NEW; END';
        CREATE TRIGGER witness AFTER INSERT OR UPDATE ON known_places FOR EACH ROW EXECUTE FUNCTION witness();
        """

    let system: TestSystem
    let staff: Staff
    let place: String

    /// How long the slowest of other places takes from the staff's answer to the consumer.
    func slowestNeighbour(of count: Int) async throws -> Duration {
        var slowest = Duration.zero
        for number in 1...count {
            let neighbour = try await staff.createPlace("Voisin \(number)")
            let elapsed = try await ContinuousClock().measure {
                try await eventually("a neighbour is known") {
                    try await system.one(
                        "SELECT count(*) FROM known_places WHERE place_id::text = \(neighbour)", in: .events) == 1
                }
            }
            slowest = max(slowest, elapsed)
        }
        return slowest
    }

    func mend() async throws {
        _ = try await Judge.psql(
            system.setting(.events, "DATABASE_URL"), "ALTER TABLE known_places DROP CONSTRAINT \(Self.rule)")
    }

    func firstEvent() async throws -> String {
        try await system.one(
            "SELECT event_id::text FROM outbox WHERE agg_id::text = \(place) AND agg_version = 1", in: .directory)
    }

    /// `version reason` of what waits.
    func parked() async throws -> [String] {
        try await system.all(
            """
            SELECT version || ' ' || reason FROM parked
            WHERE agg_id::text = \(place) AND resolved_at IS NULL ORDER BY version
            """, in: .events)
    }

    func resolutions() async throws -> [String] {
        try await system.all(
            "SELECT version || ' ' || resolution FROM parked WHERE agg_id::text = \(place) ORDER BY version",
            in: .events)
    }

    func attempts() async throws -> Int {
        try await system.one(
            "SELECT attempts FROM parked WHERE agg_id::text = \(place) AND version = 1", in: .events)
    }

    /// The versions that were applied, in the order of their applying.
    func applied() async throws -> [Int] {
        try await system.all(
            "SELECT version FROM witness WHERE place_id::text = \(place) ORDER BY number", in: .events)
    }

    /// Nothing waits, and no more than these versions were applied, also after the consumer has looked again.
    func endsWith(_ versions: [Int]) async throws {
        try await Ledger(of: system, streams: LedgerStream.among([.directory, .events])).closes(quiet: .seconds(3))
        #expect(try await applied() == versions)
        try await Projections(system: system).becomeEqual(for: [.events])
    }
}
