import Domain
import FoundationEssentials
import Postgres
import ServiceKit

extension FindDeliveries {
    func callAsFunction(by requester: Requester, on database: PostgresPool) async throws -> Page<WebhookDelivery> {
        try requester.mustBeAllowed(Self.self)
        _ = try await WebhookStore.get(webhookId, for: requester, on: database)
        let cursor = try page.cursor.map { try Cursors.decode(Identifier<WebhookDelivery>.self, from: $0) }
        let found = try await DeliveryStore.find(self, after: cursor, on: database)
        let shown = Array(found.prefix(page.limit))
        return Page(
            items: shown,
            counted: try await DeliveryStore.count(of: webhookId, on: database),
            next: found.count > page.limit ? try shown.last.map { try Cursors.encode($0.id) } : nil)
    }
}
