import Domain
package import FoundationEssentials
package import Postgres

/// What an operator does with events that were set aside. The running service carries it out.
package enum DeadLetters {
    package struct Row: Decodable, Sendable {
        package let eventId: UUID
        package let consumer: String
        package let type: String
        package let aggId: UUID?
        package let version: Int?
        package let reason: String
        package let attempts: Int
        package let nextAttemptAt: Date?
        package let lastError: String?
        package let parkedAt: Date
        package let resolvedAt: Date?
        package let resolution: String?
        package let envelope: Data
    }

    private static let columns: SQL = """
        event_id, consumer, type, agg_id, version, reason, attempts, next_attempt_at, last_error, parked_at, resolved_at,
        resolution, envelope
        """

    /// Those that wait for somebody or for something, the oldest first.
    package static func unresolved(limit: Int, on runner: some QueryRunner) async throws -> [Row] {
        try await runner.all(
            """
            SELECT \(columns) FROM parked WHERE resolved_at IS NULL
            ORDER BY consumer, parked_at, event_id LIMIT \(limit)
            """)
    }

    package static func countUnresolved(on runner: some QueryRunner) async throws -> Int {
        try await runner.one("SELECT count(*) FROM parked WHERE resolved_at IS NULL")
    }

    /// One event, of each consumer that set it aside, resolved or not.
    package static func find(_ event: UUID, on runner: some QueryRunner) async throws -> [Row] {
        try await runner.all("SELECT \(columns) FROM parked WHERE event_id = \(event) ORDER BY consumer")
    }

    /// Makes events due at once, as their first step of a new ladder; all that are dead when none is named. Under their own
    /// identifiers, so it may be repeated. Returns how many there were.
    package static func retry(_ events: [UUID]?, on runner: some QueryRunner) async throws -> Int {
        let which: SQL =
            events.map { "event_id = ANY(\($0)) AND reason <> 'behind'" } ?? "reason IN ('dead', 'crash')"
        return try await runner.execute(
            """
            UPDATE parked SET reason = 'retry', attempts = 0, next_attempt_at = clock_timestamp()
            WHERE resolved_at IS NULL AND \(which)
            """)
    }

    /// Gives events up for good; those behind them follow. Returns how many there were.
    package static func discard(_ events: [UUID], on runner: some QueryRunner) async throws -> Int {
        try await runner.execute(
            """
            UPDATE parked SET resolved_at = clock_timestamp(), resolution = 'discarded'
            WHERE resolved_at IS NULL AND event_id = ANY(\(events))
            """)
    }
}
