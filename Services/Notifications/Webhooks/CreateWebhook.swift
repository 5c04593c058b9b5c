import Domain
import FoundationEssentials
import Outbox
import Postgres

extension CreateWebhook {
    /// Registers an address. It hears what is decided from now on.
    func callAsFunction(
        by requester: Requester, at now: Date, in transaction: Transaction
    ) async throws -> CreatedWebhook {
        try requester.mustBeAllowed(Self.self)
        guard !types.isEmpty else { throw InvalidValue(.eventType, field: "types") }
        for type in types where !WebhookEventName.all.contains(type) {
            throw InvalidValue(.eventType, field: "types")
        }
        let keys = WebhookKeys()
        let webhook = Webhook(
            id: .new(), version: 1, url: url, types: Array(Set(types)).sorted(), state: .active, createdAt: now,
            updatedAt: now)
        try await WebhookStore.insert(webhook, owner: requester.key, keys: keys, in: transaction)
        try await Outbox.append(WebhookEvents.registered, webhook, at: now, in: transaction)
        return CreatedWebhook(webhook: webhook, secret: keys.secretText, publicKey: keys.publicKeyText)
    }
}
