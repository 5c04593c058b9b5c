/// A new webhook. Partners and staff; the reply alone shows the secrets.
package struct CreateWebhook: ServiceRequest {
    package typealias Reply = CreatedWebhook
    package static let name = "notifications.create-webhook.v1"
    package static let owner = ServiceName.notifications

    package var url: WebAddress
    /// Which events; one of `WebhookEventName.all` each.
    package var types: [String]
}

package struct CreatedWebhook: Codable, Sendable {
    package var webhook: Webhook
    /// `whsec_…`: signs `v1` (HMAC-SHA256). Shown once.
    package var secret: String
    /// `whpk_…`: verifies `v1a` (Ed25519).
    package var publicKey: String

    package init(webhook: Webhook, secret: String, publicKey: String) {
        self.webhook = webhook
        self.secret = secret
        self.publicKey = publicKey
    }
}

/// The requester's webhooks; all of them for staff.
package struct FindWebhooks: ServiceRequest {
    package typealias Reply = Page<Webhook>
    package static let name = "notifications.find-webhooks.v1"
    package static let owner = ServiceName.notifications

    package var page: PageQuery

    package init(page: PageQuery) {
        self.page = page
    }
}

package struct GetWebhook: ServiceRequest {
    package typealias Reply = Webhook
    package static let name = "notifications.get-webhook.v1"
    package static let owner = ServiceName.notifications

    package var id: Webhook.ID

    package init(id: Webhook.ID) {
        self.id = id
    }
}

/// Stops deliveries to a webhook for good; a no-op on one that is disabled.
package struct DisableWebhook: ServiceRequest {
    package typealias Reply = Webhook
    package static let name = "notifications.disable-webhook.v1"
    package static let owner = ServiceName.notifications

    package var id: Webhook.ID

    package init(id: Webhook.ID) {
        self.id = id
    }
}

/// A webhook's deliveries, the newest first.
package struct FindDeliveries: ServiceRequest {
    package typealias Reply = Page<WebhookDelivery>
    package static let name = "notifications.find-deliveries.v1"
    package static let owner = ServiceName.notifications

    package var webhookId: Webhook.ID
    package var page: PageQuery

    package init(webhookId: Webhook.ID, page: PageQuery) {
        self.webhookId = webhookId
        self.page = page
    }
}

/// The names under which partners subscribe: the contract's type without its version, `-` written as `_`.
package enum WebhookEventName {
    package static let all: [String] =
        (PlaceEvents.all.map(\.name) + EventEvents.all.map(\.name) + OfferEvents.all.map(\.name)).map(of)

    /// `jobs-board.offer.published.v1` becomes `jobs_board.offer.published`.
    package static func of(_ type: String) -> String {
        let parts = type.split(separator: ".")
        return parts.dropLast().joined(separator: ".").replacing("-", with: "_")
    }
}
