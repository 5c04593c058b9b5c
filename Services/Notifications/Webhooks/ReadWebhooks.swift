import Domain
import FoundationEssentials
import Postgres
import ServiceKit

extension FindWebhooks {
    func callAsFunction(by requester: Requester, on database: PostgresPool) async throws -> Page<Webhook> {
        try requester.mustBeAllowed(Self.self)
        let cursor = try page.cursor.map { try Cursors.decode(Webhook.ID.self, from: $0) }
        let found = try await WebhookStore.find(page, for: requester, after: cursor, on: database)
        let shown = Array(found.prefix(page.limit))
        return Page(
            items: shown,
            counted: try await WebhookStore.count(for: requester, on: database),
            next: found.count > page.limit ? try shown.last.map { try Cursors.encode($0.id) } : nil)
    }
}

extension GetWebhook {
    func callAsFunction(by requester: Requester, on database: PostgresPool) async throws -> Webhook {
        try requester.mustBeAllowed(Self.self)
        return try await WebhookStore.get(id, for: requester, on: database)
    }
}
