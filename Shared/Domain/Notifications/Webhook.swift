package import FoundationEssentials

/// A partner's address to which events are sent as they happen (Standard Webhooks).
package struct Webhook: Aggregate, Hashable {
    package typealias ID = Identifier<Webhook>
    package static let aggregateName = "webhook"

    package enum State: String, OpenEnumeration {
        case active
        /// By its owner, by a 410 from the address, or after days of failures.
        case disabled
        case other
    }

    package var id: ID
    package var version: Int
    package var url: WebAddress
    /// As partners write them: `jobs_board.offer.published`, without the version.
    package var types: [String]
    package var state: State
    package var createdAt: Date
    package var updatedAt: Date

    package init(
        id: ID, version: Int, url: WebAddress, types: [String], state: State, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.version = version
        self.url = url
        self.types = types
        self.state = state
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

package enum WebhookEvents {
    package static let registered = EventType<Webhook>("notifications.webhook.registered.v1", owner: .notifications)
    package static let disabled = EventType<Webhook>("notifications.webhook.disabled.v1", owner: .notifications)

    package static let all = [registered, disabled]
}

/// One item's way to one webhook.
package struct WebhookDelivery: Codable, Sendable, Hashable {
    package enum State: String, OpenEnumeration {
        case pending, delivered, failed, other
    }

    package var id: Identifier<WebhookDelivery>
    /// The `webhook-id` of every attempt: the event's.
    package var messageId: String
    package var type: String
    package var state: State
    package var attempts: Int
    /// The HTTP status of the last attempt; nil when none was answered.
    package var lastStatus: Int?
    /// What went wrong in the last attempt, in a few stable words.
    package var lastError: String?
    package var createdAt: Date
    /// When it is tried next; nil when it is not.
    package var nextAttemptAt: Date?
    package var deliveredAt: Date?

    package init(
        id: Identifier<WebhookDelivery>, messageId: String, type: String, state: State, attempts: Int, lastStatus: Int?,
        lastError: String?, createdAt: Date, nextAttemptAt: Date?, deliveredAt: Date?
    ) {
        self.id = id
        self.messageId = messageId
        self.type = type
        self.state = state
        self.attempts = attempts
        self.lastStatus = lastStatus
        self.lastError = lastError
        self.createdAt = createdAt
        self.nextAttemptAt = nextAttemptAt
        self.deliveredAt = deliveredAt
    }
}
