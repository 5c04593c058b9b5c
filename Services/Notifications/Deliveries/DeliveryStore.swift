import Domain
import FoundationEssentials
import Postgres

/// All SQL of deliveries. Due times and leases are written and compared with the database's clock only.
enum DeliveryStore {
    /// A row for each active webhook that wants this type; returns how many.
    static func write(type: String, eventID: EventID, body: Data, in transaction: Transaction) async throws -> Int {
        let webhooks: [Webhook.ID] = try await transaction.all(
            "SELECT id FROM webhooks WHERE state = 'active' AND types @> ARRAY[\(type)] FOR SHARE")
        guard !webhooks.isEmpty else { return 0 }
        let rows: [SQL] = webhooks.map { webhook in
            "(\(Identifier<WebhookDelivery>.new()), \(webhook), \(eventID), \(type), \(body), clock_timestamp())"
        }
        return try await transaction.execute(
            """
            INSERT INTO deliveries (id, webhook_id, event_id, type, body, next_attempt_at)
            VALUES \(SQL.joined(rows, separator: ", "))
            ON CONFLICT ON CONSTRAINT deliveries_once DO NOTHING
            """)
    }

    static func lastTold(of item: UUID, in transaction: Transaction) async throws -> WebhookBody.Item? {
        struct Row: Decodable, Sendable {
            let data: WebhookBody.Item
        }
        let row = try await transaction.first("SELECT data FROM told WHERE item_id = \(item)", as: Row.self)
        return row?.data
    }

    static func keepTold(_ data: WebhookBody.Item, of item: UUID, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO told (item_id, data) VALUES (\(item), \(json: data))
            ON CONFLICT (item_id) DO UPDATE SET data = excluded.data
            """)
    }

    /// A delivery to attempt, with all that the attempt needs.
    struct Due: Decodable, Sendable {
        let id: Identifier<WebhookDelivery>
        let webhookId: Webhook.ID
        let eventId: EventID
        let body: Data
        let attempts: Int
        let url: WebAddress
        let secret: String
        let signingKey: String
    }

    /// Takes what is due, so that no other instance does before the lease ends. `attempts` counts this one. A webhook has
    /// at most `each` at a time, so that one that does not answer holds up nobody else's.
    static func claim(limit: Int, each: Int, lease: Duration, on runner: some QueryRunner) async throws -> [Due] {
        try await runner.all(
            """
            UPDATE deliveries AS delivery
            SET attempts = attempts + 1,
                leased_until = clock_timestamp() + \(lease.components.seconds) * interval '1 second'
            FROM webhooks
            WHERE webhooks.id = delivery.webhook_id AND delivery.id IN (
                SELECT due.id
                FROM webhooks AS active CROSS JOIN LATERAL (
                    SELECT id FROM deliveries
                    WHERE webhook_id = active.id AND state = 'pending' AND next_attempt_at <= clock_timestamp()
                        AND (leased_until IS NULL OR leased_until < clock_timestamp())
                    ORDER BY next_attempt_at
                    LIMIT greatest(0, \(each) - (
                        SELECT count(*) FROM deliveries
                        WHERE webhook_id = active.id AND state = 'pending' AND leased_until >= clock_timestamp()))
                    FOR UPDATE SKIP LOCKED
                ) AS due
                WHERE active.state = 'active'
                LIMIT \(limit))
            RETURNING delivery.id, delivery.webhook_id, delivery.event_id, delivery.body, delivery.attempts,
                webhooks.url, webhooks.secret, webhooks.signing_key
            """)
    }

    static func delivered(_ id: Identifier<WebhookDelivery>, status: Int?, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            """
            UPDATE deliveries
            SET state = 'delivered', delivered_at = clock_timestamp(), next_attempt_at = NULL, leased_until = NULL,
                last_status = \(status), last_error = NULL
            WHERE id = \(id)
            """)
    }

    /// Records a failed attempt; without a delay it was the last.
    static func failed(
        _ id: Identifier<WebhookDelivery>, status: Int?, error: String?, retryIn delay: Duration?,
        on runner: some QueryRunner
    ) async throws {
        let seconds = delay.map { Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18 }
        _ = try await runner.execute(
            """
            UPDATE deliveries
            SET state = \(delay == nil ? "failed" : "pending"), leased_until = NULL, last_status = \(status),
                last_error = \(error), next_attempt_at = clock_timestamp() + \(seconds)::float8 * interval '1 second'
            WHERE id = \(id) AND state = 'pending'
            """)
    }

    /// Records why a delivery that was given up with its webhook had failed.
    static func note(
        _ id: Identifier<WebhookDelivery>, status: Int?, error: String?, on runner: some QueryRunner
    ) async throws {
        _ = try await runner.execute(
            "UPDATE deliveries SET last_status = \(status), last_error = \(error) WHERE id = \(id)")
    }

    static func giveUp(on webhook: Webhook.ID, because reason: String, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE deliveries SET state = 'failed', next_attempt_at = NULL, last_error = \(reason)
            WHERE webhook_id = \(webhook) AND state = 'pending'
            """)
    }

    static func find(
        _ query: FindDeliveries, after cursor: Identifier<WebhookDelivery>?, on runner: some QueryRunner
    ) async throws -> [WebhookDelivery] {
        let after: SQL = cursor.map { "AND id < \($0)" } ?? ""
        return try await runner.all(
            """
            SELECT id, event_id::text AS message_id, type, state, attempts, last_status, last_error, created_at,
                next_attempt_at, delivered_at
            FROM deliveries WHERE webhook_id = \(query.webhookId) \(after)
            ORDER BY id DESC LIMIT \(query.page.limit + 1)
            """)
    }

    static func count(of webhook: Webhook.ID, on runner: some QueryRunner) async throws -> Int {
        try await runner.one(
            """
            SELECT count(*) FROM (
                SELECT FROM deliveries WHERE webhook_id = \(webhook) LIMIT \(Page<WebhookDelivery>.exactTotal + 1)
            ) AS matching
            """, as: Int.self)
    }
}
