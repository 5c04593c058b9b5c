import Domain
import FoundationEssentials
import HTMLKit
import Mail
import Postgres
import Synchronization

/// A mail ready to be handed to a server.
struct ComposedMail: Sendable {
    let envelope: Envelope
    let message: [UInt8]
}

/// Makes the mail of a delivery: letters are made once for an edition and language, then completed for each reader.
final class Composer: Sendable {
    private struct Key: Hashable {
        let edition: Edition.ID
        let language: Language
    }

    private let mail: MailSettings
    private let database: PostgresPool
    /// Few: one for each language of the editions that are under way.
    private let letters = Mutex<[Key: Letter]>([:])

    init(_ mail: MailSettings, database: PostgresPool) {
        self.mail = mail
        self.database = database
    }

    func compose(_ delivery: Delivery) async throws -> ComposedMail {
        let letter: Letter
        let link: LinkTarget
        let headers: [(name: String, value: String)]
        switch delivery.kind {
        case .edition:
            let edition = Edition.ID(delivery.causeId)
            letter = try await self.letter(of: edition, in: delivery.language)
            link = "\(mail.publicURL)/newsletter/unsubscribe/\(delivery.unsubscribeToken)"
            headers = try listHeaders(edition, unsubscribe: link.text, token: delivery.unsubscribeToken)
        case .optIn:
            letter = OptInLetter.letter(network: mail.network, language: delivery.language)
            link = "\(mail.publicURL)/newsletter/confirm/\(delivery.secret ?? "")"
            headers = [("Auto-Submitted", "auto-generated")]
        }
        let message = try MailMessage(
            from: .init(name: mail.network, address: mail.sender), to: delivery.email, subject: letter.subject,
            text: letter.text(link: link), html: letter.html(link: link), date: Date(),
            messageID: delivery.messageID(domain: mail.domain),
            extraHeaders: headers)
        return ComposedMail(
            envelope: Envelope(sender: try delivery.returnPath(domain: mail.domain), recipient: delivery.email),
            message: message.rendered())
    }

    private func letter(of edition: Edition.ID, in language: Language) async throws -> Letter {
        let key = Key(edition: edition, language: language)
        if let letter = letters.withLock({ $0[key] }) { return letter }
        let frozen = try await EditionStore.frozen(edition, on: database)
        let letter = EditionLetter(
            frozen, network: mail.network, publicURL: mail.publicURL, zone: mail.timeZone, language: language
        ).letter
        letters.withLock { letters in
            if letters.count >= 8 { letters = [:] }
            letters[key] = letter
        }
        return letter
    }

    /// What mail readers need to show an unsubscribe button and to file the letter (RFC 2369, 2919, 3834, 8058).
    private func listHeaders(
        _ edition: Edition.ID, unsubscribe: String, token: String
    ) throws -> [(name: String, value: String)] {
        let sender = mail.sender
        return [
            ("List-Id", "\(try HeaderText.phrase(mail.network)) <lettre.\(mail.domain)>"),
            ("List-Unsubscribe", "<\(unsubscribe)>, <mailto:\(sender)?subject=unsubscribe%20\(token)>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("List-Help", "<mailto:\(sender)?subject=help>"),
            ("List-Owner", "<mailto:\(sender)>"),
            ("List-Archive", "<\(mail.publicURL)>"),
            ("List-Post", "NO"),
            ("Precedence", "bulk"),
            ("Auto-Submitted", "auto-generated"),
            ("Feedback-ID", "\(edition):edition:lettre:\(mail.domain)"),
        ]
    }
}
