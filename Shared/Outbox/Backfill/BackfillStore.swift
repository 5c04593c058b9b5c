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
                SET after_id = NULL, items = 0, failed = 0, requested_at = clock_timestamp(), completed_at = NULL
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

    struct Wanted: Decodable, Sendable {
        let aggType: String
        let afterId: UUID?
    }

    static func wanted(by consumer: String, on runner: some QueryRunner) async throws -> [Wanted] {
        try await runner.all(
            """
            SELECT agg_type, after_id FROM backfills
            WHERE consumer = \(consumer) AND completed_at IS NULL ORDER BY requested_at, agg_type
            """)
    }

    /// Locks one that goes on where `wanted` said; false when another instance is at it, or was.
    static func lock(_ wanted: Wanted, of consumer: String, in transaction: Transaction) async throws -> Bool {
        try await transaction.first(
            """
            SELECT true FROM backfills
            WHERE consumer = \(consumer) AND agg_type = \(wanted.aggType) AND completed_at IS NULL
                AND after_id IS NOT DISTINCT FROM \(wanted.afterId)::uuid
            FOR UPDATE SKIP LOCKED
            """, as: Bool.self) ?? false
    }

    static func advance(
        _ aggregateType: String, of consumer: String, past page: ExportReader.Page, failed: Int,
        in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            UPDATE backfills
            SET after_id = \(page.next), items = items + \(page.items.count), failed = failed + \(failed),
                completed_at = CASE WHEN \(page.next == nil) THEN clock_timestamp() END
            WHERE consumer = \(consumer) AND agg_type = \(aggregateType)
            """)
    }
}
