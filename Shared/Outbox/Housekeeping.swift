import Postgres

/// Removes what has served: published events after a fortnight, received ones after 30 days, orders after two days.
/// Run by the leading relay alone, once an hour, in small pieces.
final class Housekeeping {
    private static let every = Duration.seconds(3600)
    private static let chunk = 5_000

    private let connection: PostgresConnection
    private var due = ContinuousClock.now

    init(connection: PostgresConnection) {
        self.connection = connection
    }

    func runWhenDue() async throws {
        guard ContinuousClock.now >= due else { return }
        due = .now + Self.every
        try await repeatWhileFull(
            """
            DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox WHERE published_at < clock_timestamp() - interval '14 days'
                ORDER BY id LIMIT \(Self.chunk))
            """)
        try await repeatWhileFull(
            """
            DELETE FROM inbox WHERE ctid IN (
                SELECT ctid FROM inbox WHERE received_at < clock_timestamp() - interval '30 days' LIMIT \(Self.chunk))
            """)
        try await repeatWhileFull(
            """
            DELETE FROM idempotency_keys WHERE ctid IN (
                SELECT ctid FROM idempotency_keys WHERE created_at < clock_timestamp() - interval '2 days'
                LIMIT \(Self.chunk))
            """)
    }

    private func repeatWhileFull(_ deletion: SQL) async throws {
        while try await connection.execute(deletion) == Self.chunk {
            try Task.checkCancellation()
        }
    }
}
