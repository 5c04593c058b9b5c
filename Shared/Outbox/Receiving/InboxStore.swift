import Domain
import FoundationEssentials
import Postgres

/// All SQL of receipts and cursors.
enum InboxStore {
    enum Claim: Sendable {
        /// Never seen, and newer than all that was applied of its aggregate.
        case fresh
        case duplicate
        /// Never seen, but a newer version of its aggregate was applied.
        case stale
        /// An earlier event of its aggregate was set aside and is not resolved.
        case behind
    }

    private struct Row: Decodable, Sendable {
        let claimed: Bool
        let moved: Bool
        let behind: Bool

        var claim: Claim {
            guard claimed else { return .duplicate }
            if behind { return .behind }
            return moved ? .fresh : .stale
        }
    }

    /// Records each receipt and moves each aggregate's cursor, in order and in one round trip.
    static func claim(_ keys: [ReceivedEvent.Key], in transaction: Transaction) async throws -> [Claim] {
        let rows = try await transaction.oneEach(
            keys.map { key in
                """
                WITH claimed AS (
                    INSERT INTO inbox (consumer, event_id) VALUES (\(key.consumer), \(key.eventID))
                    ON CONFLICT (consumer, event_id) DO UPDATE SET handled = true WHERE NOT inbox.handled
                    RETURNING true
                ), behind AS (
                    SELECT true FROM parked
                    WHERE consumer = \(key.consumer) AND agg_type = \(key.aggregateType)
                        AND agg_id = \(key.aggregateID) AND resolved_at IS NULL
                    LIMIT 1
                ), moved AS (
                    INSERT INTO agg_cursor (consumer, agg_type, agg_id, version)
                    SELECT \(key.consumer), \(key.aggregateType), \(key.aggregateID)::uuid, \(key.version)::bigint
                    WHERE EXISTS (SELECT FROM claimed) AND NOT EXISTS (SELECT FROM behind)
                    ON CONFLICT (consumer, agg_type, agg_id) DO UPDATE
                        SET version = excluded.version, exported = false
                        WHERE agg_cursor.version < excluded.version
                            OR agg_cursor.exported AND agg_cursor.version = excluded.version
                    RETURNING true
                )
                SELECT EXISTS (SELECT FROM claimed) AS claimed, EXISTS (SELECT FROM moved) AS moved,
                    EXISTS (SELECT FROM behind) AS behind
                """
            }, as: Row.self)
        return rows.map(\.claim)
    }

    /// Moves the cursor of an event that was set aside; false when a newer version was applied meanwhile.
    static func moveCursor(_ key: ReceivedEvent.Key, in transaction: Transaction) async throws -> Bool {
        let moved = try await transaction.execute(
            """
            INSERT INTO agg_cursor (consumer, agg_type, agg_id, version)
            VALUES (\(key.consumer), \(key.aggregateType), \(key.aggregateID), \(key.version))
            ON CONFLICT (consumer, agg_type, agg_id) DO UPDATE SET version = excluded.version, exported = false
                WHERE agg_cursor.version < excluded.version
                    OR agg_cursor.exported AND agg_cursor.version = excluded.version
            """)
        return moved == 1
    }

    /// Moves the cursors of what came by an export; returns which of them are news to this consumer, in order.
    static func moveCursors(
        _ items: [ExportReader.Item], of aggregateType: String, consumer: String, in transaction: Transaction
    ) async throws -> [Bool] {
        try await transaction.batch(
            items.map { item in
                """
                INSERT INTO agg_cursor (consumer, agg_type, agg_id, version, exported)
                VALUES (\(consumer), \(aggregateType), \(item.id), \(item.version), true)
                ON CONFLICT (consumer, agg_type, agg_id) DO UPDATE SET version = excluded.version, exported = true
                    WHERE agg_cursor.version < excluded.version
                """
            }
        ).map { $0 == 1 }
    }

    /// Counts a start of a handler on a redelivered event, before the handler runs; returns the starts without an end,
    /// or nil when the event was handled before.
    static func recordStart(_ key: ReceivedEvent.Key, on runner: some QueryRunner) async throws -> Int? {
        try await runner.first(
            """
            INSERT INTO inbox (consumer, event_id, starts, handled)
            VALUES (\(key.consumer), \(key.eventID), 1, false)
            ON CONFLICT (consumer, event_id) DO UPDATE SET starts = inbox.starts + 1 WHERE NOT inbox.handled
            RETURNING starts
            """, as: Int.self)
    }

    /// Takes a start back that ended without an outcome, and not by a crash.
    static func withdrawStart(_ key: ReceivedEvent.Key, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            """
            UPDATE inbox SET starts = starts - 1
            WHERE consumer = \(key.consumer) AND event_id = \(key.eventID) AND NOT handled AND starts > 0
            """)
    }

    /// Records that an event needs no further delivery.
    static func recordReceipt(_ key: ReceivedEvent.Key, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO inbox (consumer, event_id) VALUES (\(key.consumer), \(key.eventID))
            ON CONFLICT (consumer, event_id) DO UPDATE SET handled = true
            """)
    }
}
