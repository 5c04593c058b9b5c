import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 7: the newsletter's sender dies between the claim of a mail and the record of the server's answer. What the
/// sink received is the truth.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct SenderDeathTests {
    /// A moment at which the sender dies, and whether the mail server has the mail by then.
    struct Moment: Sendable, CustomTestStringConvertible {
        let failPoint: String
        let isMailOut: Bool

        var testDescription: String { failPoint }

        static let all = [
            Moment(failPoint: "newsletter.claimed", isMailOut: false),
            Moment(failPoint: "newsletter.sent", isMailOut: true),
        ]
    }

    /// Fault 7. Held by the claim, which is committed before the final dot, and by the settling of what a silent sender
    /// had claimed as uncertain.
    /// Seen to fail: letters of a silent sender made due again → "1 double".
    @Test(arguments: Moment.all)
    func `a letter whose sender died is uncertain, listed, and not sent again`(_ moment: Moment) async throws {
        try await withReaders(6) { readers in
            try await readers.push(dyingAt: moment.failPoint)
            let claimed = try await readers.addresses(in: "claimed")
            #expect((1...2).contains(claimed.count), "one mail a session at most")

            try await readers.startAgain()
            try await readers.settle()
            #expect(try await readers.addresses(in: "uncertain") == claimed)
            #expect(try await readers.addresses(in: "sent").count == 6 - claimed.count)
            let arrived = try readers.sink.messageIDs().mapValues(\.count)
            for address in try await readers.addresses(in: "sent") { #expect(arrived[address] == 1) }
            let unknown = claimed.map { arrived[$0, default: 0] }
            #expect(unknown.allSatisfy { $0 <= 1 })
            #expect((unknown.max() == 1) == moment.isMailOut)

            let said = try await readers.system.run(.newsletter, "push", "--month", readers.month)
            #expect(said.contains("uncertain \(claimed.count), already sent \(6 - claimed.count)"))
            #expect(try await readers.system.metric("newsletter_uncertain", of: .newsletter) == Double(claimed.count))
            #expect(try readers.sink.messageIDs().mapValues(\.count) == arrived)
        }
    }

    /// Fault 7. Held by the settling of what a silent sender had claimed, which makes an opt-in mail due again, and by
    /// the Message-ID, which is made from the request and not drawn.
    /// Seen to fail: opt-in mails of a silent sender left uncertain → "1 stuck".
    @Test(arguments: Moment.all)
    func `an opt-in mail whose sender died is sent again under the same identifier`(_ moment: Moment) async throws {
        try await withReaders(0) { readers in
            let system = readers.system
            try await system.start(.newsletter, settings: ["MAILLAGE_FAIL_POINT": moment.failPoint])
            let address = "hesitante@\(readers.sink.domain)"
            let asked = try await HTTP.post(system.url("/api/v1/subscribers"), json: ["email": address])
            #expect(asked.status == 202)
            try await eventually("the sender died") { try await !system.process(.newsletter).isRunning }

            try await readers.startAgain()
            try await readers.settle()
            let arrived = try #require(try readers.sink.messageIDs()[address])
            #expect(arrived.count == (moment.isMailOut ? 2 : 1))
            #expect(Set(arrived).count == 1 && arrived[0].contains("@"))
            #expect(try await system.one("SELECT count(*) FROM deliveries WHERE state = 'sent'", in: .newsletter) == 1)
        }
    }

    /// Fault 7. Held by the same, at whatever moment.
    /// Seen to fail: letters of a silent sender made due again → "3 double".
    @Test func `however often senders die, nobody is left out unseen and nobody gets a letter twice`() async throws {
        try await withReaders(600) { readers in
            try await readers.push(dyingAt: "newsletter.claimed")
            var deaths = 1
            while try await readers.waiting() > 0, deaths < 12 {
                try await readers.startAgain(waiting: false)
                // From before its first mail on.
                try await Task.sleep(for: .milliseconds(.random(in: 100...600)))
                try await readers.system.kill(.newsletter)
                deaths += 1
            }
            try await readers.startAgain()
            try await readers.settle()

            let arrived = try readers.sink.messageIDs().mapValues(\.count)
            let sent = try await readers.addresses(in: "sent")
            let uncertain = try await readers.addresses(in: "uncertain")
            #expect(sent.count + uncertain.count == 600, "lost: nobody")
            #expect(uncertain.count <= 2 * deaths, "one mail a session and death")
            #expect(deaths > 3)
            #expect(sent.allSatisfy { arrived[$0] == 1 })
            #expect(uncertain.allSatisfy { arrived[$0, default: 0] <= 1 })
        }
    }

    /// Confirmed readers and something to tell them; the newsletter itself is stopped.
    private func withReaders(_ count: Int, _ body: (Readers) async throws -> Void) async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .newsletter, .gateway] { try await system.start(service) }
            _ = try await Staff.atWork(on: system).createPlace("Le Labo")
            try await eventually("the newsletter has something to tell") {
                try await system.one("SELECT count(*) FROM items", in: .newsletter) == 1
            }
            try await system.stop(.newsletter)
            let sink = SinkContents(folder: system.servers.mail, domain: "\(UUID().uuidString.lowercased()).test")
            let readers = Readers(system: system, sink: sink, month: String(Date().rfc3339.prefix(7)))
            try await readers.confirm(count)
            try await body(readers)
        }
    }
}

/// The readers of the newsletter, and what its database says of the mails to them.
private struct Readers {
    let system: TestSystem
    let sink: SinkContents
    let month: String

    /// Two sessions: at most two mails are in hand when a sender dies.
    private static let sessions = ["MAILLAGE_NEWSLETTER_SMTP_SESSIONS": "2"]

    func confirm(_ count: Int) async throws {
        try await system.execute(
            """
            INSERT INTO subscribers (id, version, email, language, state, unsubscribe_token, consent_version,
                requested_at, confirmed_at)
            SELECT gen_random_uuid(), 2, 'lectrice' || number || '@' || \(sink.domain), 'fr', 'confirmed',
                gen_random_uuid()::text, 1, clock_timestamp(), clock_timestamp()
            FROM generate_series(1, \(count)) AS number
            """, in: .newsletter)
    }

    /// Cuts the edition by a command whose sender dies.
    func push(dyingAt failPoint: String) async throws {
        try await system.run(
            .newsletter, ["push", "--month", month], status: 128 + SIGKILL,
            settings: Self.sessions.merging(["MAILLAGE_FAIL_POINT": failPoint]) { $1 })
    }

    /// The service, after a death. The half minute for which a sender may be silent is over at once: only whoever still
    /// lives could hold a lease, and nobody does.
    func startAgain(waiting: Bool = true) async throws {
        try await system.execute(
            "UPDATE deliveries SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL", in: .newsletter)
        try await system.start(.newsletter, waiting: waiting, settings: Self.sessions)
    }

    /// Until no mail is to be sent any more.
    func settle() async throws {
        try await Ledger(of: system, streams: LedgerStream.among([.directory, .newsletter])).closes(
            within: .seconds(60))
    }

    func waiting() async throws -> Int {
        try await system.one(
            "SELECT count(*) FROM deliveries WHERE state IN ('todo', 'claimed', 'deferred')", in: .newsletter)
    }

    func addresses(in state: String) async throws -> Set<String> {
        let found = try await system.one(
            """
            SELECT coalesce(string_agg(email, ' '), '') FROM deliveries
            JOIN subscribers ON subscribers.id = subscriber_id WHERE deliveries.state = \(state)
            """, in: .newsletter, as: String.self)
        return Set(found.split(separator: " ").map(String.init))
    }
}
