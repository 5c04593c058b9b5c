import Logging
import Postgres

/// Removes what has served: published events after a fortnight, received ones and those that were set aside and are
/// resolved after 30 days, orders after two days.
/// Run by the leading relay alone, once an hour, in small pieces.
final class Housekeeping {
    private static let every = Duration.seconds(3600)
    private static let chunk = 5_000

    private let connection: PostgresConnection
    private let logger: Logger
    private var due = ContinuousClock.now + .seconds(60)

    init(connection: PostgresConnection, logger: Logger) {
        self.connection = connection
        self.logger = logger
    }

    /// What can not be removed now is removed in an hour: events must not wait for it.
    func runWhenDue() async {
        guard ContinuousClock.now >= due else { return }
        due = .now + Self.every
        do {
            try await run()
        } catch {
            logger.warning("housekeeping interrupted", metadata: ["error": "\(error)"])
        }
    }

    private func run() async throws {
        // Only the oldest rows are looked at, which the primary key finds: no index on the time is paid for.
        try await repeatWhileFull(
            """
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM (SELECT id, published_at FROM outbox ORDER BY id LIMIT \(Self.chunk)) AS oldest
                WHERE published_at < clock_timestamp() - interval '14 days')
            """)
        // Nearly always none: those that were never published.
        _ = try await connection.execute(
            "DELETE FROM outbox WHERE published_at IS NULL AND fleeting_until < clock_timestamp()")
        try await repeatWhileFull(
            """
            DELETE FROM inbox WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM inbox WHERE received_at < clock_timestamp() - interval '30 days' LIMIT \(Self.chunk)))
            """)
        try await repeatWhileFull(
            """
            DELETE FROM parked WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM parked WHERE resolved_at < clock_timestamp() - interval '30 days'
                LIMIT \(Self.chunk)))
            """)
        try await repeatWhileFull(
            """
            DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM idempotency_keys WHERE created_at < clock_timestamp() - interval '2 days'
                LIMIT \(Self.chunk)))
            """)
    }

    private func repeatWhileFull(_ deletion: SQL) async throws {
        while try await connection.execute(deletion) == Self.chunk {
            try Task.checkCancellation()
        }
    }
}
