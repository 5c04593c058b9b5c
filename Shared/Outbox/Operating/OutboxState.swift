package import FoundationEssentials
package import Postgres

/// What an operator sees of the outbox, and tells anew from it.
package enum OutboxState {
    package struct Summary: Decodable, Sendable {
        package let pending: Int
        package let oldestSeconds: Double
        package let parked: Int
        package let published: Int
        package let unroutable: Int
        package let oldestKept: Date?
        package let lastError: String?
    }

    package static func summary(on runner: some QueryRunner) async throws -> Summary {
        try await runner.one(
            """
            SELECT count(*) FILTER (WHERE published_at IS NULL AND NOT parked) AS pending,
                coalesce(extract(epoch FROM clock_timestamp()
                    - min(\(OutboxStore.waitsSince)) FILTER (WHERE published_at IS NULL AND NOT parked)), 0)::float8 AS oldest_seconds,
                count(*) FILTER (WHERE published_at IS NULL AND parked) AS parked,
                count(*) FILTER (WHERE published_at IS NOT NULL) AS published,
                count(*) FILTER (WHERE unroutable) AS unroutable,
                min(created_at) AS oldest_kept,
                (SELECT last_error FROM outbox WHERE published_at IS NULL AND last_error IS NOT NULL ORDER BY id LIMIT 1)
                    AS last_error
            FROM outbox
            """)
    }

    /// Has the events written since a moment published once more, and those that were parked too. Their identifiers
    /// stay, so whoever has them drops them; what is old is told to nobody. Returns how many there are.
    package static func republish(since moment: Date, type: String?, on runner: some QueryRunner) async throws -> Int {
        let ofType: SQL = type.map { "AND type = \($0)" } ?? ""
        return try await runner.execute(
            """
            UPDATE outbox
            SET published_at = NULL, unroutable = false, parked = false, attempts = 0, last_error = NULL,
                available_at = clock_timestamp(),
                headers = headers || jsonb_build_object(\(ReceivedEvent.republishedHeader)::text, 'true')
            WHERE created_at >= \(moment) AND (published_at IS NOT NULL OR parked) AND fleeting_until IS NULL
                \(ofType)
            """)
    }
}
