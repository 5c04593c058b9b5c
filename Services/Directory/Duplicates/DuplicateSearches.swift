import Domain
import FoundationEssentials
import Metrics
import Outbox
import Postgres

/// The places that are to be compared with others. A place is written down in the transaction that makes or changes it
/// and compared after the commit: an order does not wait for it, two places made at the same moment see each other, and
/// nothing is missed when the process ends in between.
enum DuplicateSearches {
    static let signal = CommitSignal()

    static func want(_ places: [Place.ID], in transaction: Transaction) async throws {
        guard !places.isEmpty else { return }
        _ = try await transaction.execute(
            "INSERT INTO duplicate_searches (place_id) SELECT unnest(\(places)::uuid[])")
        transaction.afterCommit { signal.send() }
    }

    static func wantAll(on runner: some QueryRunner) async throws -> Int {
        try await runner.execute(
            "INSERT INTO duplicate_searches (place_id) SELECT id FROM places WHERE merged_into IS NULL ORDER BY id")
    }

    /// How many wait, as far as they are worth counting.
    static func report(from database: PostgresPool) async {
        let waiting = try? await database.one(
            "SELECT count(*) FROM (SELECT FROM duplicate_searches LIMIT 100000) AS waiting", as: Int.self)
        if let waiting { Meter(label: "duplicate_searches_waiting").set(waiting) }
    }

    /// Takes the oldest rows that nobody else has taken; returns the place of each.
    static func take(_ limit: Int, in transaction: Transaction) async throws -> [Place.ID] {
        try await transaction.all(
            """
            DELETE FROM duplicate_searches WHERE id IN (
                SELECT id FROM duplicate_searches ORDER BY id LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING place_id
            """)
    }
}
