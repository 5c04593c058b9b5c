import Calendars
import Domain
import Foundation
import Logging
import Mail
import Postgres
import ServiceLifecycle
import TestSupport

@testable import Newsletter

/// A database of a test's own, migrated, and the service's parts on it.
struct NewsletterWorld {
    let database: PostgresPool
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    static let zone = Zone(.paris)
    /// Tuesday 24 November 2026, 12:00 in Paris.
    static let now = Date(timeIntervalSince1970: 1_795_518_000)

    static func with(_ body: (NewsletterWorld) async throws -> Void) async throws {
        let servers = try ServerSet.shared
        let name = "newsletter_\(UUID().uuidString.prefix(8).lowercased())"
        let settings = try PostgresSettings(
            url: await servers.makeDatabase(name, extensions: []), applicationName: "test")
        _ = try await Migrator(Migrations.all).migrate(settings, logger: Logger(label: "test"))
        let world = NewsletterWorld(database: PostgresPool(settings, logger: Logger(label: "test")))
        do {
            try await body(world)
        } catch {
            try? await servers.dropDatabase(name)
            throw error
        }
        try await servers.dropDatabase(name)
    }

    var push: PushEdition {
        PushEdition(database: database, schedule: .firstTuesday, zone: Self.zone)
    }

    func month(_ text: String) throws -> Month { try Month(text) }

    // MARK: What happens elsewhere

    func tell(_ item: CollectItem) async throws {
        try await database.transaction { try await item(in: $0) }
    }

    func tellPlace(_ name: String, at time: Date = now.addingTimeInterval(-3600)) async throws {
        let place = Place(
            id: .new(), version: 1, name: try OneLine(name), state: .active, kinds: [], description: nil,
            address: Address(commune: try OneLine("Dijon")), position: nil, website: nil, confirmedOn: nil,
            createdAt: time, updatedAt: time)
        try await tell(CollectItem(place, changedAt: time))
    }

    /// A confirmed subscriber, through both halves of the opt-in, with the opt-in mail taken for sent.
    func subscribe(_ email: String, language: Language = .french) async throws {
        let token = try await request(email, language: language)
        try await confirm(token)
        _ = try await database.execute("UPDATE deliveries SET state = 'sent', secret = NULL WHERE kind = 'opt_in'")
    }

    /// The token that is mailed.
    func request(_ email: String, language: Language = .french, at now: Date = now) async throws -> String {
        let order = try JSON.decode(
            CreateSubscriber.self, from: Data(#"{"email": "\#(email)", "language": "\#(language.rawValue)"}"#.utf8))
        _ = try await database.transaction { try await order(by: .visitor, at: now, in: $0) }
        return try await database.one(
            """
            SELECT coalesce((SELECT secret FROM deliveries JOIN subscribers ON subscribers.id = subscriber_id
                WHERE email = \(email) AND secret IS NOT NULL ORDER BY due_at DESC LIMIT 1), '')
            """, as: String.self)
    }

    func confirm(_ token: String, at now: Date = now) async throws {
        _ = try await database.transaction { try await ConfirmSubscriber(token: token)(by: .visitor, at: now, in: $0) }
    }

    func unsubscribe(_ token: String, at now: Date = now) async throws {
        _ = try await database.transaction {
            try await UnsubscribeSubscriber(token: token)(by: .visitor, at: now, in: $0)
        }
    }

    func unsubscribeToken(of email: String) async throws -> String {
        try await database.one("SELECT unsubscribe_token FROM subscribers WHERE email = \(email)", as: String.self)
    }

    // MARK: Looking

    func count(_ sql: SQL) async throws -> Int {
        try await database.one(sql, as: Int.self)
    }

    /// `state recipient`, sorted.
    func deliveries(_ kind: Delivery.Kind = .edition) async throws -> [String] {
        try await database.all(
            """
            SELECT deliveries.state || ' ' || email FROM deliveries JOIN subscribers ON subscribers.id = subscriber_id
            WHERE kind = \(kind) ORDER BY 1
            """, as: String.self)
    }

    func events(_ type: String) async throws -> Int {
        try await count("SELECT count(*) FROM outbox WHERE type = \(type)")
    }

    // MARK: Sending

    func sender(_ url: String, sessions: Int = 4) throws -> SendDeliveries {
        let mail = MailSettings(
            server: try SMTPSettings(url: url, heloName: "maillage.example"), sessions: sessions,
            sender: try EmailAddress("lettre@maillage.example"), network: "Réseau d’essai",
            domain: "maillage.example", publicURL: try WebAddress("https://maillage.example"), timeZone: .paris)
        return SendDeliveries(
            mail, composer: Composer(mail, database: database), database: database, logger: logger)
    }

    /// Runs senders until a condition holds, then stops them in good order.
    func sending(
        with senders: [SendDeliveries], until what: String, _ holds: @escaping () async throws -> Bool
    ) async throws {
        let group = ServiceGroup(
            configuration: .init(services: senders.map { .init(service: $0) }, logger: logger))
        async let running: Void = group.run()
        do {
            try await eventually(what, holds)
        } catch {
            await group.triggerGracefulShutdown()
            try? await running
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running
    }

    /// Nothing is due, held or claimed any more.
    func isIdle() async throws -> Bool {
        try await count(
            """
            SELECT count(*) FROM deliveries
            WHERE state = 'claimed' OR state IN ('todo', 'deferred') AND due_at <= clock_timestamp()
            """) == 0
    }
}
