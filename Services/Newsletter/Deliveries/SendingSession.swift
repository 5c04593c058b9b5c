import Domain
import FoundationEssentials
import Logging
import Mail
import Messaging
import Metrics
import ServiceLifecycle

/// One session with the mail server, opened when there is something to send and renewed when it breaks.
struct SendingSession {
    /// After so many mails the session is renewed; servers tend to end long ones at a bad moment.
    private static let mailsASession = 100
    private static let longestBackoff = Duration.seconds(30)

    enum Result {
        case ended
        /// The server refuses us as a sender.
        case blamedOnUs
    }

    /// A delivery that may not be sent after all.
    private struct NotOurs: Error {}

    private let settings: MailSettings
    private let composer: Composer
    private let ledger: Ledger
    private let logger: Logger
    private var session: SMTPSession?
    private var mails = 0
    private var failures = 0

    init(_ settings: MailSettings, composer: Composer, ledger: Ledger, logger: Logger) {
        self.settings = settings
        self.composer = composer
        self.ledger = ledger
        self.logger = logger
    }

    mutating func close() async {
        await session?.quit()
        session = nil
    }

    /// Sends one delivery, or hands it back, and returns once what became of it is recorded.
    mutating func send(_ delivery: Delivery) async -> Result {
        do {
            let mail = try await composer.compose(delivery)
            let answer = try await offer(mail, for: delivery)
            FailPoint.reached("newsletter.sent")
            failures = 0
            let outcome = delivery.outcome(of: answer)
            await record(outcome, of: delivery)
            if case .blamedOnUs = outcome { return .blamedOnUs }
        } catch SMTPError.connectionLost(let afterFinalDot) {
            session = nil
            await record(delivery.outcome(ofConnectionLost: afterFinalDot), of: delivery)
            await backOff()
        } catch let error as SMTPError {
            session = nil
            logger.warning("mail server away", metadata: ["error": "\(error)"])
            await record(.returned(after: .zero), of: delivery)
            await backOff()
        } catch is NotOurs {
            session = nil
            await record(.returned(after: .zero), of: delivery)
        } catch {
            session = nil
            logger.error("mail not sent", metadata: ["delivery": "\(delivery.id)", "error": "\(error)"])
            await record(.returned(after: Delivery.waitAfterBreak), of: delivery)
        }
        return .ended
    }

    private mutating func offer(_ mail: ComposedMail, for delivery: Delivery) async throws -> SendResult {
        let open = try await usableSession()
        mails += 1
        return try await open.send(mail.envelope, message: mail.message) { [ledger] in
            guard try await ledger.claim(delivery.id) else { throw NotOurs() }
            FailPoint.reached("newsletter.claimed")
        }
    }

    private mutating func usableSession() async throws -> SMTPSession {
        if let session, session.isUsable, mails < Self.mailsASession { return session }
        await close()
        let fresh = try await SMTPSession.connect(settings.server, logger: logger)
        session = fresh
        mails = 0
        return fresh
    }

    /// Keeps at it: what the server has answered must not be forgotten because the database is away for a moment.
    private func record(_ outcome: Delivery.Outcome, of delivery: Delivery) async {
        while true {
            do {
                try await ledger.settle(delivery.id, as: outcome)
                break
            } catch {
                logger.warning(
                    "outcome not recorded yet", metadata: ["delivery": "\(delivery.id)", "error": "\(error)"])
                // Cancelled, the row's lease lapses and it is settled as unknown.
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            }
        }
        if let name = outcome.counted {
            Counter(label: "newsletter_\(name)_total", dimensions: [("kind", delivery.kind.rawValue)]).increment()
            // The row tells of each; thousands of lines would hide the few that somebody has to read.
            logger.log(
                level: name == "sent" ? .debug : .notice, "mail \(name)",
                metadata: [
                    "delivery": "\(delivery.id)", "kind": "\(delivery.kind.rawValue)", "cause": "\(delivery.causeId)",
                ])
        }
    }

    /// Half a second, doubled at each failure in a row, and up to as much again so that sessions do not march in step.
    private mutating func backOff() async {
        let wait = min(Self.longestBackoff, .milliseconds(500 << min(failures, 10)))
        failures += 1
        try? await cancelWhenGracefulShutdown {
            try await Task.sleep(for: wait * Double.random(in: 1...2))
        }
    }
}

extension Delivery.Outcome {
    /// The word for it in metrics and logs; nil where nothing came of the attempt.
    fileprivate var counted: String? {
        switch self {
        case .sent: "sent"
        case .refused: "refused"
        case .deferred, .blamedOnUs: "deferred"
        case .uncertain: "uncertain"
        case .returned: nil
        }
    }
}
