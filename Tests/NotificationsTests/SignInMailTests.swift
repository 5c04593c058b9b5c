import Domain
import Foundation
import Logging
import Mail
import Outbox
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@testable import Notifications

@Suite(.timeLimit(.minutes(1)))
struct SignInMailTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func mailbox() throws -> Mailbox {
        Mailbox(URL(filePath: try TestServers.mailDirectory))
    }

    private func link(_ email: String, language: Language = .french, for seconds: Double = 600) throws -> SignInLink {
        SignInLink(
            id: .new(), email: try EmailAddress(email), language: language,
            token: "jeton-\(UUID().uuidString.lowercased())",
            expiresAt: Date().addingTimeInterval(seconds).inWholeSeconds)
    }

    private func sender(_ database: PostgresPool, _ signal: CommitSignal, smtp: String? = nil) throws -> SendMails {
        let settings = MailSettings(
            server: try SMTPSettings(url: try smtp ?? TestServers.smtp, heloName: "reseau.example"),
            sender: try EmailAddress("bonjour@reseau.example"), network: "Réseau d’essai", domain: "reseau.example",
            publicURL: try WebAddress("https://portail.example"))
        return SendMails(settings: settings, database: database, signal: signal, logger: logger)
    }

    /// Runs senders until nothing is left to send.
    private func sendAll(_ senders: [SendMails], _ database: PostgresPool) async throws {
        let group = ServiceGroup(
            configuration: .init(services: senders.map { .init(service: $0) }, logger: logger))
        async let running: Void = group.run()
        try await eventually("nothing is left to send") {
            try await database.one("SELECT count(*) FROM mails", as: Int.self) == 0
        }
        await group.triggerGracefulShutdown()
        try await running
    }

    private func add(_ link: SignInLink, to database: PostgresPool, as event: EventID = .new()) async throws {
        try await database.transaction { try await MailStore.add(link, for: event, in: $0) }
    }

    private func database(_ body: (PostgresPool) async throws -> Void) async throws {
        try await withTestDatabase(Migrations.all, extensions: ["unaccent", "pg_trgm"]) { database, _ in
            try await body(database)
        }
    }

    @Test(arguments: [(Language.french, "votre lien de connexion"), (.english, "your sign-in link")])
    func `the link is mailed once, in the language of the form`(language: Language, subject: String) async throws {
        try await database { database in
            let address = "alix-\(UUID().uuidString.lowercased())@exemple.fr"
            let (link, event) = (try link(address, language: language), EventID.new())
            for _ in 0..<2 { try await add(link, to: database, as: event) }
            let signal = CommitSignal()
            try await sendAll([sender(database, signal), sender(database, signal)], database)
            let mailbox = try mailbox()
            let mail = try await mailbox.first(to: address, subjectContaining: subject)
            #expect(try await mailbox.mails(to: address, subjectContaining: "Réseau").count == 1)
            #expect(mail.text.contains("https://portail.example/sign-in/\(link.token)"))
            #expect(mail.html.contains("href=\"https://portail.example/sign-in/\(link.token)\""))
            #expect(mail.headers["auto-submitted"] == "auto-generated")
            #expect(mail.headers["list-unsubscribe"] == nil)
            #expect(mail.headers["message-id"] == "<\(event)@reseau.example>")
        }
    }

    @Test func `a link that has expired is not mailed, and is forgotten`() async throws {
        try await database { database in
            let address = "tard-\(UUID().uuidString.lowercased())@exemple.fr"
            try await add(try link(address, for: -1), to: database)
            try await sendAll([sender(database, CommitSignal())], database)
            let mails = try await mailbox().mails(to: address, subjectContaining: "Réseau")
            #expect(mails.isEmpty)
        }
    }

    @Test func `while the mail server is away the mail waits`() async throws {
        try await database { database in
            let address = "attente-\(UUID().uuidString.lowercased())@exemple.fr"
            try await add(try link(address), to: database)
            let away = try sender(database, CommitSignal(), smtp: "smtp://127.0.0.1:1")
            let group = ServiceGroup(configuration: .init(services: [.init(service: away)], logger: logger))
            async let running: Void = group.run()
            try await eventually("it was tried") {
                try await database.one(
                    "SELECT count(*) FROM mails WHERE attempts > 0 AND leased_until IS NULL", as: Int.self) == 1
            }
            await group.triggerGracefulShutdown()
            try await running
            try await sendAll([sender(database, CommitSignal())], database)
            let mails = try await mailbox().mails(to: address, subjectContaining: "Réseau")
            #expect(mails.count == 1)
        }
    }

    @Test func `a mail says nothing of itself where it is described`() throws {
        let mail = MailToSend(
            id: .new(), kind: .signIn, email: try EmailAddress("a@exemple.fr"), language: .french, token: "secret",
            expiresAt: Date(), attempts: 1)
        var dumped = ""
        dump(mail, to: &dumped)
        #expect(!"\(mail) \(String(reflecting: mail)) \(dumped)".contains("secret"))
        #expect(!"\(mail) \(dumped)".contains("a@exemple.fr"))
    }
}
