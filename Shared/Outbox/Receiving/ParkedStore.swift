import Domain
import FoundationEssentials
import Postgres

/// All SQL of events that were set aside.
enum ParkedStore {
    enum Reason: String, Sendable, Decodable {
        /// Its handler failed; it is tried again.
        case retry
        /// An earlier event of its aggregate waits; it follows when that one is resolved.
        case behind
        /// It is not tried again until somebody says so.
        case dead
        /// It is taken for what made the process crash again and again.
        case crash
    }

    enum Resolution: String, Sendable {
        case applied, discarded
        /// A newer version was applied meanwhile.
        case stale
    }

    static func insert(
        _ event: ReceivedEvent, reason: Reason, error: String? = nil, after wait: Double? = nil,
        in transaction: Transaction
    ) async throws {
        try await insert(
            event.key, type: event.type, envelope: event.body, republished: event.republished, reason: reason,
            error: error, after: wait, in: transaction)
    }

    static func insert(
        _ key: ReceivedEvent.Key, type: String, envelope: Data, republished: Bool = false, reason: Reason,
        error: String?, after wait: Double? = nil, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO parked (consumer, event_id, type, agg_type, agg_id, version, envelope, republished, reason,
                last_error, next_attempt_at)
            VALUES (\(key.consumer), \(key.eventID), \(type), \(key.aggregateType), \(key.aggregateID), \(key.version),
                \(envelope), \(republished), \(reason), \(error),
                clock_timestamp() + \(wait)::float8 * interval '1 second')
            ON CONFLICT (consumer, event_id) DO NOTHING
            """)
    }

    /// An event that is to be tried now.
    struct Due: Decodable, Sendable {
        let eventId: UUID
        let type: String
        let envelope: Data
        let republished: Bool
        let attempts: Int
    }

    /// Takes an event that is due and counts the attempt, so that also one of which the process dies moves on. Of one
    /// aggregate the oldest version comes first, and alone.
    static func takeDue(of consumer: String, _ ladder: RetryLadder, on runner: some QueryRunner) async throws -> Due? {
        try await runner.first(
            """
            UPDATE parked
            SET attempts = attempts + 1,
                next_attempt_at = clock_timestamp() + interval '1 second'
                    * coalesce((\(ladder.steps)::float8[])[attempts + 2], \(ladder.steps.last))
            WHERE (consumer, event_id) = (
                SELECT consumer, event_id FROM parked AS candidate
                WHERE consumer = \(consumer) AND resolved_at IS NULL AND reason IN ('retry', 'behind')
                    AND (next_attempt_at IS NULL OR next_attempt_at <= clock_timestamp())
                    AND NOT EXISTS (
                        SELECT FROM parked AS older
                        WHERE older.consumer = candidate.consumer AND older.agg_type = candidate.agg_type
                            AND older.agg_id = candidate.agg_id AND older.resolved_at IS NULL
                            AND (older.version, older.event_id) < (candidate.version, candidate.event_id))
                ORDER BY next_attempt_at NULLS FIRST, version
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING event_id, type, envelope, republished, attempts
            """)
    }

    /// Ends the waiting of an event; false when it had ended before.
    static func resolve(
        _ key: ReceivedEvent.Key, as resolution: Resolution, in transaction: Transaction
    ) async throws -> Bool {
        try await transaction.execute(
            """
            UPDATE parked SET resolved_at = clock_timestamp(), resolution = \(resolution)
            WHERE consumer = \(key.consumer) AND event_id = \(key.eventID) AND resolved_at IS NULL
            """) == 1
    }

    /// Records a failed attempt; without a further wait the event is dead.
    static func failed(
        _ event: UUID, of consumer: String, error: String, next wait: Double?, reason: Reason,
        on runner: some QueryRunner
    ) async throws {
        _ = try await runner.execute(
            """
            UPDATE parked SET reason = \(reason), last_error = \(error),
                next_attempt_at = clock_timestamp() + \(wait)::float8 * interval '1 second'
            WHERE consumer = \(consumer) AND event_id = \(event) AND resolved_at IS NULL
            """)
    }

    /// Gives an attempt back that could not be made for a reason that is not the event's.
    static func giveBack(_ event: UUID, of consumer: String, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            """
            UPDATE parked SET attempts = attempts - 1, next_attempt_at = clock_timestamp() + interval '1 second'
            WHERE consumer = \(consumer) AND event_id = \(event) AND resolved_at IS NULL AND attempts > 0
            """)
    }
}
