import Domain
import FoundationEssentials
import Postgres

/// All SQL of webhooks.
enum WebhookStore {
    private static let columns: SQL = "id, version, url, types, state, created_at, updated_at"

    static func insert(
        _ webhook: Webhook, owner: Identifier<AccessKey>?, keys: WebhookKeys, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO webhooks (id, version, owner_key, url, types, state, secret, signing_key, created_at, updated_at)
            VALUES (\(webhook.id), \(webhook.version), \(owner), \(webhook.url), \(webhook.types), \(webhook.state),
                \(keys.secretText), \(keys.signingKeyText), \(webhook.createdAt), \(webhook.updatedAt))
            """)
    }

    static func update(_ webhook: Webhook, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE webhooks SET version = \(webhook.version), state = \(webhook.state), updated_at = \(webhook.updatedAt)
            WHERE id = \(webhook.id)
            """)
    }

    /// The webhook, if the requester may see it.
    static func get(_ id: Webhook.ID, for requester: Requester, on runner: some QueryRunner) async throws -> Webhook {
        let webhook = try await runner.first(
            "SELECT \(columns) FROM webhooks WHERE id = \(id) AND \(visible(to: requester))", as: Webhook.self)
        guard let webhook else { throw Problem.notFound }
        return webhook
    }

    /// The same, locked until the transaction ends.
    static func lock(_ id: Webhook.ID, for requester: Requester, in transaction: Transaction) async throws -> Webhook {
        let webhook = try await transaction.first(
            "SELECT \(columns) FROM webhooks WHERE id = \(id) AND \(visible(to: requester)) FOR UPDATE",
            as: Webhook.self)
        guard let webhook else { throw Problem.notFound }
        return webhook
    }

    static func find(
        _ page: PageQuery, for requester: Requester, after cursor: Webhook.ID?, on runner: some QueryRunner
    ) async throws -> [Webhook] {
        let after: SQL = cursor.map { "AND id > \($0)" } ?? ""
        return try await runner.all(
            """
            SELECT \(columns) FROM webhooks WHERE \(visible(to: requester)) \(after)
            ORDER BY id LIMIT \(page.limit + 1)
            """)
    }

    static func active(of key: AccessKey.ID, on runner: some QueryRunner) async throws -> [Webhook.ID] {
        try await runner.all("SELECT id FROM webhooks WHERE owner_key = \(key) AND state = 'active' ORDER BY id")
    }

    static func count(for requester: Requester, on runner: some QueryRunner) async throws -> Int {
        try await runner.one("SELECT count(*) FROM webhooks WHERE \(visible(to: requester))", as: Int.self)
    }

    /// Staff see all; a partner sees what its own key registered.
    private static func visible(to requester: Requester) -> SQL {
        requester.isStaff ? "true" : "owner_key = \(requester.key)"
    }
}
