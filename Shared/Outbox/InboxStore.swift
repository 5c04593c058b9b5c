import Domain
import FoundationEssentials
import Postgres

/// All SQL of the inbox.
enum InboxStore {
    struct Key: Sendable {
        let consumer: String
        let eventID: UUID
        let aggregateType: String?
        let aggregateID: UUID?
        let version: Int?
    }

    enum Claim: Sendable {
        /// Never seen, and newer than all that was applied of its aggregate.
        case fresh
        case duplicate
        /// Never seen, but a newer version of its aggregate was applied.
        case stale
        /// An earlier event of its aggregate was set aside and is not resolved.
        case behind
    }

    enum ParkReason: String, Sendable {
        case behind, dead
    }

    /// Records the receipt and moves the aggregate's cursor, in one round trip.
    static func claim(_ key: Key, in transaction: Transaction) async throws -> Claim {
        struct Row: Decodable, Sendable {
            let claimed: Bool
            let moved: Bool
            let behind: Bool
        }
        let row: Row = try await transaction.one(
            """
            WITH claimed AS (
                INSERT INTO inbox (consumer, event_id) VALUES (\(key.consumer), \(key.eventID))
                ON CONFLICT DO NOTHING RETURNING true
            ), behind AS (
                SELECT true FROM parked
                WHERE consumer = \(key.consumer) AND agg_type = \(key.aggregateType) AND agg_id = \(key.aggregateID)
                    AND resolved_at IS NULL
                LIMIT 1
            ), moved AS (
                INSERT INTO agg_cursor (consumer, agg_type, agg_id, version)
                SELECT \(key.consumer), \(key.aggregateType), \(key.aggregateID)::uuid, \(key.version)::bigint
                WHERE EXISTS (SELECT FROM claimed) AND NOT EXISTS (SELECT FROM behind)
                ON CONFLICT (consumer, agg_type, agg_id) DO UPDATE SET version = excluded.version
                    WHERE agg_cursor.version < excluded.version
                RETURNING true
            )
            SELECT EXISTS (SELECT FROM claimed) AS claimed, EXISTS (SELECT FROM moved) AS moved,
                EXISTS (SELECT FROM behind) AS behind
            """)
        guard row.claimed else { return .duplicate }
        if row.behind { return .behind }
        return row.moved ? .fresh : .stale
    }

    static func recordReceipt(_ key: Key, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO inbox (consumer, event_id) VALUES (\(key.consumer), \(key.eventID)) ON CONFLICT DO NOTHING
            """)
    }

    static func park(
        _ key: Key, type: String, envelope: Data, reason: ParkReason, error: String?, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO parked (consumer, event_id, type, agg_type, agg_id, version, envelope, reason, last_error)
            VALUES (\(key.consumer), \(key.eventID), \(type), \(key.aggregateType), \(key.aggregateID), \(key.version),
                \(envelope), \(reason.rawValue), \(error))
            ON CONFLICT (consumer, event_id) DO NOTHING
            """)
    }
}
