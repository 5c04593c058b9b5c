import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 15, second half: a transaction that is lost in its COMMIT, when nobody can know what became of it.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LostCommitTests {
    /// Fault 15. Held by the order's key, which stands in the transaction that carries it out.
    /// Seen to fail: orders carried out whatever their key → `places() == 1` failed.
    @Test func `an order whose session ends in COMMIT is carried out once when it is given again`() async throws {
        try await withScene { scene in
            let lost = try await scene.duringCommit(of: "places", in: .directory) {
                try await scene.endSessionInCommit(in: .directory)
            } of: {
                try await scene.create("Perdu en route", idempotencyKey: "1")
            }
            #expect(lost.status == 503)
            #expect(try await scene.places() == 0)
            let again = try await scene.create("Perdu en route", idempotencyKey: "1")
            #expect(again.status == 201)
            #expect(try await scene.create("Perdu en route", idempotencyKey: "1").text == again.text)
            #expect(try await scene.places() == 1)
        }
    }

    /// Fault 15. Held by the same, and by the answer, which is kept with the order.
    /// Seen to fail: orders carried out whatever their key → `places() == 1` failed.
    @Test func `an order whose COMMIT was done and not heard of is carried out once when it is given again`()
        async throws
    {
        try await withScene { scene in
            let lost = try await scene.duringCommit(of: "places", in: .directory) {
                // The session ends at the very reply that says that the transaction is committed.
                scene.system.databaseProxy.trouble = .reset(after: 0, .toClient)
            } of: {
                try await scene.create("Commis en silence", idempotencyKey: "2")
            }
            scene.system.databaseProxy.trouble = .none
            #expect(lost.status == 503)
            #expect(try await scene.places() == 1)
            let again = try await scene.create("Commis en silence", idempotencyKey: "2")
            #expect(again.status == 201)
            #expect(try await scene.places() == 1)
        }
    }

    /// Fault 15. Held by the acknowledgement that waits for the commit's reply, and by the claim that stands in it.
    /// Seen to fail: a lost connection taken for done → "1 lost".
    @Test func `an event whose effect is lost in COMMIT is applied once, and no attempt is burnt`() async throws {
        try await withScene { scene in
            _ = try await scene.duringCommit(of: "known_places", in: .events) {
                try await scene.endSessionInCommit(in: .events)
            } of: {
                try await scene.create("Reçu et perdu", idempotencyKey: "3")
            }
            try await scene.closes()
            #expect(try await scene.system.one("SELECT count(*) FROM parked", in: .events) == 0)
        }
    }

    private func withScene(_ body: (Scene) async throws -> Void) async throws {
        try await withTestSystem(on: nil, .with { $0.throughDatabaseProxy = [.directory] }) { system in
            for service in [ServiceName.directory, .events, .gateway] { try await system.start(service) }
            let ledger = Ledger(of: system, streams: LedgerStream.among([.directory, .events]))
            try await ledger.watch()
            let scene = Scene(system: system, key: try await system.staffKey(), ledger: ledger)
            try await body(scene)
            try await scene.closes()
        }
    }
}

private struct Scene {
    let system: TestSystem
    let key: String
    let ledger: Ledger

    func create(_ name: String, idempotencyKey: String) async throws -> HTTP.Answer {
        try await HTTP.post(
            system.url("/api/v1/places"), json: ["name": name], key: key,
            headers: ["idempotency-key": idempotencyKey])
    }

    func places() async throws -> Int {
        try await system.one("SELECT count(*) FROM places", in: .directory)
    }

    func closes() async throws {
        try await ledger.closes()
    }

    /// Acts while the transaction that `order` causes is in a COMMIT that takes a second, and returns the order's answer.
    func duringCommit(
        of table: String, in service: ServiceName, _ act: () async throws -> Void,
        of order: @escaping @Sendable () async throws -> HTTP.Answer
    ) async throws -> HTTP.Answer {
        let url = try await system.setting(service, "DATABASE_URL")
        // What is deferred runs in the COMMIT itself.
        _ = try await Judge.psql(
            url,
            """
            CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_sleep(1.5);
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON \(table) DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION slow_commit();
            """)
        let answer = Task { try await order() }
        try await eventually("a transaction is in its COMMIT") {
            try await system.one(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'PgSleep' AND query ILIKE 'commit%'
                """, in: service) == 1
        }
        try await act()
        let result = try await answer.value
        _ = try await Judge.psql(url, "DROP FUNCTION slow_commit CASCADE")
        return result
    }

    func endSessionInCommit(in service: ServiceName) async throws {
        #expect(
            try await system.one(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event = 'PgSleep'
                """, in: service) == 1)
    }
}
