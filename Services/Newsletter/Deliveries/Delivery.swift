import Domain
import FoundationEssentials
import Mail
import ServiceKit

/// One mail to one person, and the rules of what becomes of it. Pure.
struct Delivery: Decodable, Sendable {
    typealias ID = Identifier<Delivery>

    enum Kind: String, Codable, Sendable {
        case edition
        case optIn = "opt_in"
    }

    /// What is recorded of an attempt.
    enum Outcome: Sendable, Equatable {
        case sent(reply: String)
        /// Never again.
        case refused(reply: String)
        /// The server said "not now".
        case deferred(reply: String, for: Duration)
        /// The server refuses us as a sender, which says nothing about the person: however often, it is tried again.
        case blamedOnUs(reply: String)
        /// It may have been sent: nobody here can know.
        case uncertain
        /// Surely not sent, through no fault of the mail's: to be taken up again as if nothing had been tried.
        case returned(after: Duration)
    }

    let id: ID
    let kind: Kind
    /// The edition, or the request for a subscription.
    let causeId: UUID
    let subscriberId: Subscriber.ID
    let email: EmailAddress
    let language: Language
    let unsubscribeToken: String
    /// The token of an opt-in mail.
    let secret: String?
    let deferrals: Int

    /// How long to wait after each "not now"; after the last one it is taken for a no.
    static let waits: [Duration] = [.seconds(300), .seconds(1800), .seconds(7200), .seconds(21_600), .seconds(86_400)]
    /// How long to wait after a connection broke under a mail, so that other mails are not held up by it.
    static let waitAfterBreak = Duration.seconds(30)
    /// How long a mail waits for which we were blamed: longer than all sending pauses, so that one server that never
    /// takes anything from us cannot hold up everybody else's mails.
    static let waitAfterBlame = Duration.seconds(1800)

    /// The same for each attempt at the same mail, so that whoever got it twice can drop one.
    func messageID(domain: String) -> String {
        let digest = Fingerprint.of(Data(causeId.uuidString.utf8), Data(subscriberId.description.utf8))
        return "\(digest.prefix(16).hexadecimal)@\(domain)"
    }

    /// Where bounces go: the address itself says whom they are about (VERP).
    func returnPath(domain: String) throws(InvalidValue) -> EmailAddress {
        try EmailAddress("bounces+\(id.description.replacing("-", with: ""))@\(domain)")
    }

    func outcome(of result: SendResult) -> Outcome {
        switch result {
        case .accepted(let reply): return .sent(reply: reply.summary)
        case .refused(let reply) where reply.blamesSender: return .blamedOnUs(reply: reply.summary)
        case .refused(let reply): return .refused(reply: reply.summary)
        case .deferred(let reply):
            guard deferrals < Self.waits.count else { return .refused(reply: reply.summary) }
            return .deferred(reply: reply.summary, for: Self.waits[deferrals])
        }
    }

    /// After the final dot the server may have taken the mail.
    func outcome(ofConnectionLost afterFinalDot: Bool) -> Outcome {
        switch (kind, afterFinalDot) {
        // Twice the same letter is worse than a person to ask; an opt-in mail that is missing is worse than two.
        case (.edition, true): .uncertain
        case (.optIn, true), (_, false): .returned(after: Self.waitAfterBreak)
        }
    }
}

extension SMTPReply {
    /// 5.7.x (RFC 3463 §3.8) is about us, not about the person's address.
    var blamesSender: Bool {
        enhancedStatus.map { $0.class == 5 && $0.subject == 7 } ?? false
    }

    /// Code and status; the words may quote the address.
    var summary: String {
        enhancedStatus.map { "\(code) \($0)" } ?? "\(code)"
    }
}
