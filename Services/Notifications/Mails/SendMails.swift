import Domain
import FoundationEssentials
import HTMLKit
import Logging
import Mail
import Metrics
import Outbox
import Postgres
import ServiceLifecycle

/// Sends the mails that are due, one after another. Several instances may run: each mail is leased to one of them. One
/// that may have been taken when the connection broke is sent again: a link that is missing is worse than two.
struct SendMails: Service {
    private static let lookEvery = Duration.milliseconds(500)
    private static let tidyEvery = Duration.seconds(60)
    /// How long a mail waits after each failure. Its link is soon of no use, so it is soon tried again.
    private static let waits: [TimeInterval] = [2, 5, 15, 30, 60]

    let settings: MailSettings
    let database: PostgresPool
    let signal: CommitSignal
    let logger: Logger

    func run() async throws {
        let listener = signal.listen()
        var session: SMTPSession?
        var tidied = ContinuousClock.now - Self.tidyEvery
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                if ContinuousClock.now - tidied >= Self.tidyEvery {
                    tidied = .now
                    try await tidy()
                }
                if let mail = try await MailStore.claim(on: database) {
                    session = try await send(mail, by: session)
                    continue
                }
            } catch is CancellationError {
                break
            } catch {
                logger.warning("mails not looked at", metadata: ["error": "\(error)"])
            }
            await session?.quit()
            session = nil
            await listener.wait(upTo: Self.lookEvery)
        }
        await session?.quit()
    }

    /// Forgets what is too late: mails, and events that could not be made into one.
    private func tidy() async throws {
        let late = try await MailStore.removeExpired(on: database)
        if late > 0 { logger.error("mails not sent before their link expired", metadata: ["count": "\(late)"]) }
        try await FleetingEvents.forget(SignInEvents.all.map(\.name), olderThan: SignInLink.lasts, on: database)
    }

    /// - Returns: the session, when it can be used again.
    private func send(_ mail: MailToSend, by open: SMTPSession?) async throws -> SMTPSession? {
        do {
            let session: SMTPSession
            if let open, open.isUsable {
                session = open
            } else {
                session = try await SMTPSession.connect(settings.server, logger: logger)
            }
            let result = try await session.send(
                Envelope(sender: settings.sender, recipient: mail.email), message: try message(of: mail)
            ) {}
            try await record(result, of: mail)
            return session.isUsable ? session : nil
        } catch let error as SMTPError {
            logger.warning("mail server away", metadata: ["error": "\(error)"])
            try await postpone(mail)
            return nil
        }
    }

    private func record(_ result: SendResult, of mail: MailToSend) async throws {
        let outcome: String
        switch result {
        case .accepted:
            outcome = "sent"
            try await MailStore.remove(mail.id, on: database)
        // 5.7.x (RFC 3463 §3.8) is about us, not about the person's address.
        case .refused(let reply) where reply.enhancedStatus.map({ $0.class == 5 && $0.subject == 7 }) != true:
            outcome = "refused"
            try await MailStore.remove(mail.id, on: database)
        case .refused, .deferred:
            outcome = "deferred"
            try await postpone(mail)
        }
        Counter(label: "mails_total", dimensions: [("kind", mail.kind.rawValue), ("outcome", outcome)]).increment()
        logger.info("mail \(outcome)", metadata: ["mail": "\(mail.id)", "kind": "\(mail.kind.rawValue)"])
    }

    private func postpone(_ mail: MailToSend) async throws {
        try await MailStore.postpone(
            mail.id, by: Self.waits[min(mail.attempts, Self.waits.count) - 1], on: database)
    }

    private func message(of mail: MailToSend) throws -> [UInt8] {
        let letter = SignInLetter(
            network: settings.network, language: mail.language, link: "\(settings.publicURL)/sign-in/\(mail.token)")
        return try MailMessage(
            from: .init(name: settings.network, address: settings.sender), to: mail.email, subject: letter.subject,
            text: letter.text, html: letter.html, date: Date(),
            messageID: "\(mail.id)@\(settings.domain)", extraHeaders: [("Auto-Submitted", "auto-generated")]
        ).rendered()
    }
}
