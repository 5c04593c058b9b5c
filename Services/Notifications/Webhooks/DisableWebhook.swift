import Domain
import FoundationEssentials
import Outbox
import Postgres

extension DisableWebhook {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Webhook {
        try requester.mustBeAllowed(Self.self)
        let webhook = try await WebhookStore.lock(id, for: requester, in: transaction)
        guard webhook.state == .active else { return webhook }
        var disabled = webhook
        disabled.state = .disabled
        disabled.version += 1
        disabled.updatedAt = now
        try await WebhookStore.update(disabled, in: transaction)
        try await DeliveryStore.giveUp(on: id, because: "webhook disabled", in: transaction)
        try await Outbox.append(WebhookEvents.disabled, disabled, at: now, in: transaction)
        return disabled
    }
}
