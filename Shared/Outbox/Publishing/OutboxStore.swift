import Domain
import FoundationEssentials
import Messaging
import Postgres

/// A row of the outbox as the relay needs it.
struct OutboxRow: Decodable, Sendable {
    let id: Int
    let eventId: UUID
    let aggType: String
    let aggId: UUID
    let type: String
    let exchange: String
    let routingKey: String
    let correlationId: String
    let envelope: Data
    let traceparent: String?
    let republished: String?
    let attempts: Int

    var aggregate: String { "\(aggType) \(aggId)" }

    var message: OutgoingMessage {
        var headers: [String: String] = [:]
        headers["traceparent"] = traceparent
        headers[ReceivedEvent.republishedHeader] = republished
        return OutgoingMessage(
            exchange: exchange,
            routingKey: routingKey,
            body: Array(envelope),
            messageID: eventId.uuidString.lowercased(),
            type: type,
            correlationID: correlationId,
            headers: headers
        )
    }

    /// Splits rows, given in order, so that no part holds two events of one aggregate: a broker that refuses one event
    /// can then never have taken a later one of the same aggregate.
    static func waves(_ rows: [OutboxRow]) -> [[OutboxRow]] {
        var waves: [[OutboxRow]] = []
        var next: [String: Int] = [:]
        for row in rows {
            let wave = next[row.aggregate, default: 0]
            next[row.aggregate] = wave + 1
            if wave == waves.count { waves.append([]) }
            waves[wave].append(row)
        }
        return waves
    }
}

/// All SQL of the outbox but the insert.
enum OutboxStore {
    /// Rows that are due, in order, without those whose aggregate has an older row that is held back.
    static func waiting(limit: Int, on runner: some QueryRunner) async throws -> [OutboxRow] {
        try await runner.all(
            """
            SELECT id, event_id, agg_type, agg_id, type, exchange, routing_key, correlation_id, envelope,
                headers ->> 'traceparent' AS traceparent, headers ->> 'republished' AS republished, attempts
            FROM outbox AS candidate
            WHERE published_at IS NULL AND NOT parked AND available_at <= clock_timestamp()
                AND (fleeting_until IS NULL OR fleeting_until > clock_timestamp())
                AND NOT EXISTS (
                    SELECT 1 FROM outbox AS older
                    WHERE older.agg_type = candidate.agg_type AND older.agg_id = candidate.agg_id
                        AND older.id < candidate.id AND older.published_at IS NULL
                        AND (older.parked OR older.attempts > 0)
                        AND (older.parked OR older.available_at > clock_timestamp())
                )
            ORDER BY id
            LIMIT \(limit)
            """)
    }

    static func mark(
        _ published: [OutboxRow], unroutable: [OutboxRow], on runner: some QueryRunner
    ) async throws {
        guard !(published.isEmpty && unroutable.isEmpty) else { return }
        _ = try await runner.execute(
            """
            UPDATE outbox SET published_at = clock_timestamp(), unroutable = id = ANY(\(unroutable.map(\.id))),
                envelope = CASE WHEN fleeting_until IS NULL THEN envelope ELSE '' END
            WHERE id = ANY(\((published + unroutable).map(\.id)))
            """)
    }

    /// Makes a row due again later: after a refusal, which counts, with a delay that doubles up to a minute; after a lost
    /// connection at once, since the relay itself waits for the next connection.
    static func postpone(_ row: OutboxRow, refused: Bool, park: Bool, on runner: some QueryRunner) async throws {
        let delay = refused ? min(60, 0.5 * Double(1 << min(row.attempts, 10))) : 0
        _ = try await runner.execute(
            """
            UPDATE outbox
            SET attempts = attempts + \(refused ? 1 : 0), parked = \(park),
                available_at = clock_timestamp() + \(delay) * interval '1 second',
                last_error = \(refused ? "refused by the broker" : "connection lost before the confirm")
            WHERE id = \(row.id)
            """)
    }

    /// What is published anew waits since it is.
    static let waitsSince: SQL = "CASE WHEN headers ? 'republished' THEN available_at ELSE created_at END"

    struct Backlog: Decodable, Sendable {
        let pending: Int
        let oldestSeconds: Double
        let parked: Int
        let setAside: Int
        let dead: Int
    }

    /// What waits to be published, and what was set aside on either side.
    static func backlog(on runner: some QueryRunner) async throws -> Backlog {
        try await runner.one(
            """
            SELECT waiting.pending, waiting.oldest_seconds,
                (SELECT count(*) FROM outbox WHERE published_at IS NULL AND parked) AS parked,
                aside.set_aside, aside.dead
            FROM (
                SELECT count(*) AS pending,
                    coalesce(extract(epoch FROM clock_timestamp() - min(\(waitsSince))), 0)::float8 AS oldest_seconds
                FROM outbox WHERE published_at IS NULL AND NOT parked
                    AND (fleeting_until IS NULL OR fleeting_until > clock_timestamp())
            ) AS waiting, (
                SELECT count(*) AS set_aside, count(*) FILTER (WHERE reason IN ('dead', 'crash')) AS dead
                FROM parked WHERE resolved_at IS NULL
            ) AS aside
            """)
    }
}
