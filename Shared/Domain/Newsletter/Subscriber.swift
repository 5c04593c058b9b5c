/// Somebody who asked for the monthly newsletter. The address is not part of what other services learn.
package struct Subscriber: Aggregate, Hashable {
    package typealias ID = Identifier<Subscriber>
    package static let aggregateName = "subscriber"

    package enum State: String, OpenEnumeration {
        /// Asked for, not yet confirmed by the link that was mailed.
        case pending
        case confirmed, unsubscribed, other
    }

    package var id: ID
    package var version: Int
    package var state: State

    package init(id: ID, version: Int, state: State) {
        self.id = id
        self.version = version
        self.state = state
    }
}

/// A request for the newsletter, by anybody. The reply never tells whether the address was known.
package struct CreateSubscriber: ServiceRequest {
    package typealias Reply = Done
    package static let name = "newsletter.create-subscriber.v1"
    package static let owner = ServiceName.newsletter

    package var email: EmailAddress
    /// The language of the mails: `fr` or `en`.
    package var language: Language?
}

/// The languages of the screen and of the mails.
package enum Language: String, Sendable, Codable, CaseIterable {
    case french = "fr"
    case english = "en"
}

/// What a link in a mail stands for, so that its page can say what its button will do.
package struct ReadSubscriberLink: ServiceRequest {
    package typealias Reply = SubscriberLink
    package static let name = "newsletter.read-link.v1"
    package static let owner = ServiceName.newsletter

    package var token: String

    package init(token: String) {
        self.token = token
    }
}

package struct SubscriberLink: Codable, Sendable, Hashable {
    /// As little of the address as its owner needs to know it again: `m…@exemple.fr`.
    package var maskedEmail: String
    package var state: Subscriber.State

    package init(maskedEmail: String, state: Subscriber.State) {
        self.maskedEmail = maskedEmail
        self.state = state
    }
}

/// The second half of the double opt-in: the person pressed the button of the page behind the mailed link.
package struct ConfirmSubscriber: ServiceRequest {
    package typealias Reply = Done
    package static let name = "newsletter.confirm-subscriber.v1"
    package static let owner = ServiceName.newsletter

    package var token: String

    package init(token: String) {
        self.token = token
    }
}

/// One click, from the mail's header or from the page behind its link. A no-op when repeated.
package struct UnsubscribeSubscriber: ServiceRequest {
    package typealias Reply = Done
    package static let name = "newsletter.unsubscribe.v1"
    package static let owner = ServiceName.newsletter

    package var token: String

    package init(token: String) {
        self.token = token
    }
}

package enum SubscriberEvents {
    package static let confirmed = EventType<Subscriber>("newsletter.subscriber.confirmed.v1", owner: .newsletter)
    package static let unsubscribed = EventType<Subscriber>("newsletter.subscriber.unsubscribed.v1", owner: .newsletter)

    package static let all = [confirmed, unsubscribed]
}
