import Domain
import FoundationEssentials
import Postgres

/// All SQL of backfills.
enum BackfillStore {
    /// From its beginning, also when it is under way.
    static func want(
        _ aggregateType: String, from owner: ServiceName, for consumer: String, on runner: some QueryRunner
    ) async throws {
        _ = try await runner.execute(
            """
            INSERT INTO backfills (consumer, agg_type, owner)
            VALUES (\(consumer), \(aggregateType), \(owner))
            ON CONFLICT (consumer, agg_type) DO UPDATE
                SET after_id = NULL, items = 0, failed = 0, starts = 0, requested_at = clock_timestamp(), completed_at = NULL
            """)
    }

    /// Unless it was ever wanted.
    static func wantFirst(
        _ aggregateType: String, from owner: ServiceName, for consumer: String, on runner: some QueryRunner
    ) async throws {
        _ = try await runner.execute(
            """
            INSERT INTO backfills (consumer, agg_type, owner)
            VALUES (\(consumer), \(aggregateType), \(owner)) ON CONFLICT DO NOTHING
            """)
    }

    /// Forgets what an earlier version of the service wanted and this one does not hear of.
    static func forget(allBut aggregateTypes: [String], of consumer: String, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            "DELETE FROM backfills WHERE consumer = \(consumer) AND agg_type <> ALL(\(aggregateTypes))")
    }

    struct Wanted: Decodable, Sendable {
        let aggType: String
        var afterId: UUID?
        /// Tells one wish from a later one for the same.
        let request: String
    }

    static func wanted(by consumer: String, on runner: some QueryRunner) async throws -> [Wanted] {
        try await runner.all(
            """
            SELECT agg_type, after_id, requested_at::text AS request FROM backfills
            WHERE consumer = \(consumer) AND completed_at IS NULL ORDER BY requested_at, agg_type
            """)
    }

    /// Locks one that goes on where `wanted` said; false when another instance is at it, or was, or when it is wanted
    /// anew since: a page that was asked for before may miss what happened in between.
    static func lock(_ wanted: Wanted, of consumer: String, in transaction: Transaction) async throws -> Bool {
        try await transaction.first(
            """
            SELECT true FROM backfills
            WHERE consumer = \(consumer) AND agg_type = \(wanted.aggType) AND completed_at IS NULL
                AND after_id IS NOT DISTINCT FROM \(wanted.afterId)::uuid AND requested_at::text = \(wanted.request)
            FOR UPDATE SKIP LOCKED
            """, as: Bool.self) ?? false
    }

    /// Counts a start on a page before it is taken; nil when the wish is another by now.
    static func recordStart(_ wanted: Wanted, of consumer: String, on runner: some QueryRunner) async throws -> Int? {
        try await runner.first(
            """
            UPDATE backfills SET starts = starts + 1
            WHERE consumer = \(consumer) AND agg_type = \(wanted.aggType) AND requested_at::text = \(wanted.request)
            RETURNING starts
            """, as: Int.self)
    }

    static func withdrawStart(_ wanted: Wanted, of consumer: String, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            """
            UPDATE backfills SET starts = starts - 1
            WHERE consumer = \(consumer) AND agg_type = \(wanted.aggType) AND starts > 0
            """)
    }

    static func takeFailureBack(
        _ aggregateType: String, of consumer: String, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            UPDATE backfills SET failed = failed - 1
            WHERE consumer = \(consumer) AND agg_type = \(aggregateType) AND failed > 0
            """)
    }

    static func advance(
        _ aggregateType: String, of consumer: String, past page: ExportReader.Page, failed: Int,
        in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            UPDATE backfills
            SET after_id = \(page.next), items = items + \(page.items.count), failed = failed + \(failed), starts = 0,
                completed_at = CASE WHEN \(page.next == nil) THEN clock_timestamp() END
            WHERE consumer = \(consumer) AND agg_type = \(aggregateType)
            """)
    }
}
