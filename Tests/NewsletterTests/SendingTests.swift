import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Newsletter

/// Deliveries with a real mail server: what arrived there is the truth that the rows are compared with.
@Suite(.timeLimit(.minutes(1)))
struct SendingTests {
    private let now = NewsletterWorld.now

    /// Confirmed subscribers and an edition for them.
    private func freeze(_ recipients: [String], in world: NewsletterWorld) async throws {
        for recipient in recipients { try await world.subscribe(recipient) }
        try await world.tellPlace("Le Labo")
        _ = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
    }

    @Test func `two senders send each mail once, and nothing again`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                let recipients = (1...40).map { "reader\($0)@exemple.fr" }
                try await freeze(recipients, in: world)
                let senders = [try world.sender(server.url), try world.sender(server.url)]
                try await world.sending(with: senders, until: "all is sent") { try await world.isIdle() }
                #expect(server.recipients == recipients.sorted())
                #expect(Set(server.mails.map { $0.split(separator: " ")[1] }).count == 40)
                #expect(
                    try await world.count("SELECT count(*) FROM deliveries WHERE kind = 'edition' AND state = 'sent'")
                        == 40)

                let again = try await world.push(
                    world.month("2026-11"), at: now.addingTimeInterval(9), keepsEmpty: false)
                guard case .alreadyPushed = again else {
                    Issue.record("\(again)")
                    return
                }
                try await world.sending(with: [world.sender(server.url)], until: "a look") { try await world.isIdle() }
                #expect(server.mails.count == 40)
            }
        }
    }

    @Test func `the server's answers decide what becomes of each mail`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                try await freeze(["ana@exemple.fr", "later@exemple.fr", "refused@exemple.fr"], in: world)
                try await world.sending(with: [world.sender(server.url, sessions: 1)], until: "all is tried") {
                    try await world.isIdle()
                }
                #expect(
                    try await world.deliveries()
                        == ["deferred later@exemple.fr", "refused refused@exemple.fr", "sent ana@exemple.fr"])
                #expect(
                    try await world.database.all(
                        """
                        SELECT last_reply || ' ' || round(extract(epoch FROM due_at - clock_timestamp()) / 60)
                        FROM deliveries WHERE state = 'deferred'
                        """, as: String.self) == ["451 4.3.0 5"])
                #expect(server.recipients == ["ana@exemple.fr"])
            }
        }
    }

    @Test func `a refusal of the sender pauses everything and blocks nobody`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                try await freeze(["blamed@exemple.fr"], in: world)
                let sender = try world.sender(server.url, sessions: 1)
                try await world.sending(with: [sender], until: "nobody is sent to during the pause") {
                    guard try await world.deliveries() == ["deferred blamed@exemple.fr"] else { return false }
                    guard try await world.deliveries(.optIn).count == 1 else { return true }
                    _ = try await world.request("ana@exemple.fr", at: now)
                    // What must not happen would have within two looks, a second apart.
                    try await Task.sleep(for: .seconds(2))
                    return true
                }
                #expect(try await world.deliveries(.optIn) == ["sent blamed@exemple.fr", "todo ana@exemple.fr"])
                #expect(server.mails.isEmpty)
                #expect(
                    try await world.count(
                        "SELECT deferrals FROM deliveries WHERE kind = 'edition' AND due_at > clock_timestamp()") == 0,
                    "later, and at nobody's cost")
            }
        }
    }

    @Test func `a connection lost after the final dot leaves an edition uncertain and an opt-in mail re-sent`()
        async throws
    {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                try await freeze(["vanishes@exemple.fr"], in: world)
                _ = try await world.request("vanishes-too@exemple.fr")
                try await world.sending(with: [world.sender(server.url)], until: "both are tried") {
                    let deliveries = try await world.deliveries()
                    return server.mails.count >= 2 && deliveries == ["uncertain vanishes@exemple.fr"]
                }
                // The half minute of grace, over at once.
                _ = try await world.database.execute(
                    "UPDATE deliveries SET due_at = clock_timestamp() WHERE state = 'todo'")
                try await world.sending(with: [world.sender(server.url)], until: "the opt-in mail is sent") {
                    try await world.deliveries(.optIn).contains("sent vanishes-too@exemple.fr")
                }
                #expect(
                    server.recipients == ["vanishes-too@exemple.fr", "vanishes-too@exemple.fr", "vanishes@exemple.fr"])
                #expect(server.mails[0] == server.mails[1], "the same mail again, by its Message-ID")
                #expect(try await world.count("SELECT count(*) FROM deliveries WHERE secret IS NOT NULL") == 0)
            }
        }
    }

    @Test func `a connection lost before the final dot loses nothing`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                try await freeze(["ana@exemple.fr", "quits@exemple.fr"], in: world)
                try await world.sending(with: [world.sender(server.url)], until: "one is sent, one handed back") {
                    let handedBack = try await world.count(
                        "SELECT count(*) FROM deliveries WHERE state = 'todo' AND due_at > clock_timestamp()")
                    return server.recipients == ["ana@exemple.fr"] && handedBack == 1
                }
                _ = try await world.database.execute("UPDATE deliveries SET due_at = clock_timestamp()")
                try await world.sending(with: [world.sender(server.url)], until: "both are sent") {
                    try await world.deliveries() == ["sent ana@exemple.fr", "sent quits@exemple.fr"]
                }
                #expect(server.recipients == ["ana@exemple.fr", "quits@exemple.fr"])
            }
        }
    }

    @Test func `what a sender claimed before it died is uncertain, an opt-in mail is sent again`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                try await freeze(["ana@exemple.fr", "ben@exemple.fr"], in: world)
                _ = try await world.request("eva@exemple.fr")
                // As a crash leaves them: ana and eva claimed, ben set aside and not yet claimed.
                _ = try await world.database.execute(
                    """
                    UPDATE deliveries SET state = CASE WHEN email LIKE 'ben%' THEN 'todo' ELSE 'claimed' END,
                        holder = gen_random_uuid(), lease_until = clock_timestamp() + interval '2 seconds'
                    FROM subscribers WHERE subscribers.id = subscriber_id AND deliveries.state = 'todo'
                    """)
                try await world.sending(with: [world.sender(server.url)], until: "the leases lapse") {
                    let optIns = try await world.deliveries(.optIn)
                    let editions = try await world.deliveries()
                    return editions == ["sent ben@exemple.fr", "uncertain ana@exemple.fr"]
                        && optIns.contains("sent eva@exemple.fr")
                }
                #expect(server.recipients == ["ben@exemple.fr", "eva@exemple.fr"])
            }
        }
    }

    @Test func `while the mail server is away nothing is burnt, and all is sent when it is back`() async throws {
        try await NewsletterWorld.with { world in
            try await freeze(["ana@exemple.fr"], in: world)
            let nobody = "smtp://127.0.0.1:\(try FreePort.next())?tls=off"
            let sender = try world.sender(nobody)
            try await world.sending(with: [sender], until: "it was tried") {
                try await world.count("SELECT count(*) FROM deliveries WHERE holder IS NULL AND kind = 'edition'") == 1
            }
            #expect(
                try await world.count("SELECT count(*) FROM deliveries WHERE state = 'todo' AND deferrals = 0") == 1)
            try await FaultyServer.with { server in
                try await world.sending(with: [world.sender(server.url)], until: "it is sent") {
                    server.recipients == ["ana@exemple.fr"]
                }
            }
        }
    }

    @Test func `who unsubscribes after the cut gets nothing`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                try await freeze(["ana@exemple.fr", "ben@exemple.fr"], in: world)
                try await world.unsubscribe(world.unsubscribeToken(of: "ana@exemple.fr"))
                try await world.sending(with: [world.sender(server.url)], until: "all is sent") {
                    try await world.isIdle()
                }
                #expect(server.recipients == ["ben@exemple.fr"])
            }
        }
    }

    @Test func `who unsubscribes while the server says not now gets nothing later`() async throws {
        try await NewsletterWorld.with { world in
            try await FaultyServer.with { server in
                try await freeze(["ana@exemple.fr", "ben@exemple.fr"], in: world)
                let (holder, token) = (UUID(), try await world.unsubscribeToken(of: "ana@exemple.fr"))
                let ana = try await world.database.one(
                    """
                    UPDATE deliveries SET state = 'claimed', holder = \(holder), lease_until = 'infinity'
                    FROM subscribers WHERE subscribers.id = subscriber_id AND email LIKE 'ana%'
                        AND deliveries.state = 'todo'
                    RETURNING deliveries.id
                    """, as: Delivery.ID.self)
                try await world.unsubscribe(token)
                _ = try await world.database.perform([
                    DeliveryStore.settling(ana, as: .deferred(reply: "451", for: .zero), by: holder)
                ])
                #expect(try await world.deliveries() == ["deferred ana@exemple.fr", "todo ben@exemple.fr"])
                try await world.sending(with: [world.sender(server.url)], until: "all is sent") {
                    try await world.isIdle()
                }
                #expect(try await world.deliveries() == ["sent ben@exemple.fr", "withdrawn ana@exemple.fr"])
                #expect(server.recipients == ["ben@exemple.fr"])
            }
        }
    }

    @Test func `nothing is claimed for who has unsubscribed since it was taken`() async throws {
        try await NewsletterWorld.with { world in
            try await freeze(["ana@exemple.fr"], in: world)
            let holder = UUID()
            let claimed = try await world.database.transaction { transaction in
                let taken = try await DeliveryStore.take(1, for: holder, in: transaction)
                try #require(taken.map(\.email.text) == ["ana@exemple.fr"])
                _ = try await transaction.execute("UPDATE subscribers SET state = 'unsubscribed'")
                return try await DeliveryStore.claim(taken.map(\.id), by: holder, in: transaction)
            }
            #expect(claimed == [])
        }
    }
}
