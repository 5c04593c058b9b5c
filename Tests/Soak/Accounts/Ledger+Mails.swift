import Domain
import Postgres

extension Ledger {
    private struct Row: Decodable, Sendable {
        let email: String
        let state: String
    }

    private static let waiting: Set<String> = ["todo", "claimed", "deferred"]

    /// One opt-in mail for each person who asked: each asks once.
    func optInMails() async throws -> Account {
        var account = Account("opt-in mails")
        account.waitsOnLadder = true
        let entries = book.entries
        let rows: [Row] = try await database(.newsletter).all(
            """
            SELECT email, deliveries.state FROM deliveries JOIN subscribers ON subscribers.id = subscriber_id
            WHERE kind = 'opt_in'
            """)
        let asked = entries.subscribers.union(rows.map(\.email))
        let mails = Dictionary(grouping: await post.mails.filter { $0.token != nil }, by: \.recipient)
        account.sent = asked.count
        account.seen = asked.count { mails[$0] != nil }
        account.lost = account.sent - account.seen
        for address in asked where mails[address] == nil { account.remark("nothing came to \(address)") }
        var repeated = 0
        for (address, received) in mails {
            let identifiers = Set(received.map(\.messageID))
            account.double += asked.contains(address) ? identifiers.count - 1 : identifiers.count
            repeated += received.count - identifiers.count
            if identifiers.count > 1 { account.remark("\(identifiers.count) different ones came to \(address)") }
        }
        account.repeated = repeated
        account.stuck = rows.count { Self.waiting.contains($0.state) } + (entries.unanswered["opt-in mails"] ?? 0)
        let confirmed: [String] = try await database(.newsletter).all(
            "SELECT email FROM subscribers WHERE state = 'confirmed'")
        for address in entries.confirmed.subtracting(confirmed) {
            account.lost += 1
            account.remark("\(address) agreed, and that is not known")
        }
        return account
    }

    /// One letter for each person who had agreed when it was cut.
    func newsletterMails() async throws -> Account {
        var account = Account("newsletter mails")
        account.waitsOnLadder = true
        let rows: [Row] = try await database(.newsletter).all(
            """
            SELECT email, deliveries.state FROM deliveries JOIN subscribers ON subscribers.id = subscriber_id
            WHERE kind = 'edition'
            """)
        let mails = Dictionary(grouping: await post.mails.filter { $0.token == nil }, by: \.recipient)
        let known = Set(rows.map(\.email))
        account.uncertain = rows.count { $0.state == "uncertain" }
        account.sent = rows.count - (account.uncertain ?? 0)
        account.stuck = rows.count { Self.waiting.contains($0.state) }
        account.seen = rows.count { $0.state != "uncertain" && mails[$0.email] != nil }
        for row in rows where mails[row.email] == nil && !["uncertain", "todo", "claimed"].contains(row.state) {
            account.lost += 1
            account.remark("nothing came to \(row.email): \(row.state)")
        }
        for address in book.entries.readers.subtracting(known) {
            account.lost += 1
            account.remark("\(address) had agreed, and no letter was made for them")
        }
        for (address, received) in mails {
            account.double += known.contains(address) ? received.count - 1 : received.count
            if received.count > 1 { account.remark("\(received.count) came to \(address)") }
        }
        return account
    }
}
