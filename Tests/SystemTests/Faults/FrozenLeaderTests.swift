import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 9: the instance whose relay leads is stopped in time, and goes on later as if nothing had been.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct FrozenLeaderTests {
    /// Fault 9. Held by the lock that belongs to the very session that marks: the database ends a session that says
    /// nothing, another relay leads, and what the resumed one wants to mark goes nowhere.
    /// Seen to fail: no idle_session_timeout → "not within 15.0 seconds: the second leads".
    @Test func `a leader whose time stops is succeeded, and marks nothing when it goes on`() async throws {
        let options = SystemOptions.with { $0.heartbeat = 5 }
        try await withTestSystem(on: nil, options) { system in
            try await system.startAll()
            try await system.start(.directory, instance: 2)
            try await eventually("one leads") {
                let first = try await leads(system, 1)
                return try await first != leads(system, 2)
            }
            let leader = try await leads(system, 1) ? 1 : 2
            let second = 3 - leader
            try await noteMarks(in: system)
            let ledger = Ledger(of: system)
            try await ledger.watch()
            // Orders that reach the frozen instance are answered by the other one, once the broker misses the first.
            let load = Load(on: system, key: try await system.staffKey(), nouns: [.places], readers: 0)
            try await load.run {
                try await eventually("events flow") { try await marks(in: system) > 20 }
                let frozen = try await system.process(.directory, instance: leader)
                frozen.pause()
                let begun = ContinuousClock.now
                try await eventually("the second leads", within: .seconds(15)) { try await leads(system, second) }
                print("the second led after \(ContinuousClock.now - begun)")
                let before = try await marks(in: system)
                try await eventually("events flow again") { try await marks(in: system) > before + 20 }
                frozen.resume()
                try await eventually("the resumed one does not lead", within: .seconds(10)) {
                    try await !leads(system, leader)
                }
                let resumed = try await marks(in: system)
                try await eventually("events still flow") { try await marks(in: system) > resumed + 20 }
                #expect(try await leads(system, second))
                #expect(frozen.isRunning)
            }
            // The first leader's marks come before all of the second's.
            #expect(try await markersInTurn(in: system) == 2)
            try await ledger.closes(intents: load.intents)
        }
    }

    private func leads(_ system: TestSystem, _ instance: Int) async throws -> Bool {
        try await system.metric("relay_is_leader", of: .directory, instance: instance) == 1
    }

    /// Notes which of the database's sessions marks.
    private func noteMarks(in system: TestSystem) async throws {
        try await _ = Judge.psql(
            system.setting(.directory, "DATABASE_URL"),
            """
            CREATE TABLE marks (step bigint GENERATED ALWAYS AS IDENTITY, session integer NOT NULL);
            CREATE FUNCTION note_mark() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO marks (session) VALUES (pg_backend_pid());
                RETURN NULL;
            END $$;
            CREATE TRIGGER note_mark AFTER UPDATE ON outbox FOR EACH ROW WHEN (NEW.published_at IS NOT NULL)
                EXECUTE FUNCTION note_mark();
            """)
    }

    private func marks(in system: TestSystem) async throws -> Int {
        try await system.one("SELECT count(*) FROM marks", in: .directory)
    }

    /// How often the session that marks was another than before.
    private func markersInTurn(in system: TestSystem) async throws -> Int {
        try await system.one(
            """
            SELECT count(*) FROM (SELECT session, lag(session) OVER (ORDER BY step) AS before FROM marks) AS steps
            WHERE before IS DISTINCT FROM session
            """, in: .directory)
    }
}
