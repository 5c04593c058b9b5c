package import Domain
package import FoundationEssentials
package import Postgres

/// What an operator asks of backfills. The running service carries it out.
package enum BackfillState {
    package struct Row: Decodable, Sendable {
        package let consumer: String
        package let aggType: String
        package let owner: String
        package let items: Int
        package let failed: Int
        package let completedAt: Date?
    }

    /// Asks a producer for everything from the beginning; returns what is asked for.
    package static func want(from owner: ServiceName, on runner: some QueryRunner) async throws -> [Row] {
        _ = try await runner.execute(
            """
            UPDATE backfills
            SET after_id = NULL, items = 0, failed = 0, starts = 0, requested_at = clock_timestamp(), completed_at = NULL
            WHERE owner = \(owner)
            """)
        return try await rows(from: owner, on: runner)
    }

    package static func rows(from owner: ServiceName, on runner: some QueryRunner) async throws -> [Row] {
        try await runner.all(
            """
            SELECT consumer, agg_type, owner, items, failed, completed_at FROM backfills
            WHERE owner = \(owner) ORDER BY consumer, agg_type
            """)
    }
}
