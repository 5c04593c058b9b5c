import Domain
import FoundationEssentials

/// A subscriber as this service alone knows them, and what may become of them. Pure: the caller saves the result.
struct Subscription: Decodable, Sendable, Equatable {
    /// The words under which people subscribe: those of the opt-in mail. A change of what they agree to is a new
    /// version; the proof of each consent names its own.
    static let consentVersion = 1
    /// How long a mailed link can confirm.
    static let confirmationLasts: TimeInterval = 7 * 86_400
    /// Nobody can make us write to an address more often.
    static let optInMailEvery: TimeInterval = 3600

    let id: Subscriber.ID
    var version: Int
    let email: EmailAddress
    var language: Language
    var state: Subscriber.State
    let unsubscribeToken: String
    var consentVersion: Int
    /// When the last opt-in mail was asked for.
    var requestedAt: Date
    var confirmedAt: Date?
    var unsubscribedAt: Date?

    /// Somebody who was never heard of.
    init(email: EmailAddress, language: Language, at now: Date) {
        id = .new()
        version = 1
        self.email = email
        self.language = language
        state = .pending
        unsubscribeToken = LinkToken.unsubscription().text
        consentVersion = Self.consentVersion
        requestedAt = now
        confirmedAt = nil
        unsubscribedAt = nil
    }

    /// Asked for again; nil when no mail is due: they have the letter already, or a mail was sent within the hour.
    func requested(language: Language, at now: Date) -> Subscription? {
        guard state != .confirmed, now.timeIntervalSince(requestedAt) >= Self.optInMailEvery else { return nil }
        var subscription = self
        subscription.version += 1
        subscription.state = .pending
        subscription.language = language
        subscription.consentVersion = Self.consentVersion
        subscription.requestedAt = now
        return subscription
    }

    func confirmed(at now: Date) -> Subscription {
        guard state != .confirmed else { return self }
        var subscription = self
        subscription.version += 1
        subscription.state = .confirmed
        subscription.confirmedAt = now
        return subscription
    }

    func unsubscribed(at now: Date) -> Subscription {
        guard state != .unsubscribed else { return self }
        var subscription = self
        subscription.version += 1
        subscription.state = .unsubscribed
        subscription.unsubscribedAt = now
        return subscription
    }

    /// What everybody may know.
    var subscriber: Subscriber {
        Subscriber(id: id, version: version, state: state)
    }

    /// `m…@exemple.fr`.
    var maskedEmail: String {
        "\(email.text.prefix(1))…@\(email.domain)"
    }
}
