import Domain
import Foundation
import Logging
import Postgres
import TestSupport

/// What was asked for, what was told and what arrived, compared in the databases, the broker, the partner's records and
/// the mails themselves.
struct Ledger: Sendable {
    let installation: Installation
    let door: FrontDoor
    let book: Book
    let partner: Partner
    let post: PostOffice
    private let databases: [ServiceName: PostgresPool]

    /// Looks past the proxies.
    init(
        _ installation: Installation, door: FrontDoor, book: Book, partner: Partner, post: PostOffice
    ) throws {
        self.installation = installation
        self.door = door
        self.book = book
        self.partner = partner
        self.post = post
        let quiet = Logger(label: "soak") { _ in SwiftLogNoOpLogHandler() }
        databases = try Dictionary(
            uniqueKeysWithValues: ServiceName.owners.map { service in
                let settings = try PostgresSettings(
                    url: installation.database(of: service), applicationName: "soak", connections: 2,
                    statementTimeout: .seconds(30))
                return (service, PostgresPool(settings, logger: quiet))
            })
    }

    func database(_ service: ServiceName) throws -> PostgresPool {
        guard let database = databases[service] else { throw TestFailure("\(service.rawValue) has no database") }
        return database
    }

    func balance() async throws -> [Account] {
        try await post.collect()
        var accounts: [Account] = []
        for kind in Book.Kind.allCases { accounts.append(try await things(kind)) }
        accounts.append(try await webhooks())
        accounts.append(try await optInMails())
        accounts.append(try await newsletterMails())
        accounts.append(try await messages())
        accounts.append(try await pages())
        return accounts
    }

    /// Balances until nothing is missing and nothing waits, for 150 seconds, or as long as something waits for its time on
    /// a ladder: a second failure of a webhook is tried again after five minutes.
    func settle() async throws -> [Account] {
        var end = ContinuousClock.now + .seconds(150)
        let last = ContinuousClock.now + .seconds(400)
        while true {
            let accounts = try await balance()
            // What happened twice stays so.
            let open = accounts.filter { $0.lost + $0.stuck > 0 }
            if open.isEmpty || .now > end { return accounts }
            let told = open.map { "\($0.kind) \($0.lost + $0.stuck)" }
            door.journal.say("settling: \(told.joined(separator: ", "))")
            if open.contains(where: \.waitsOnLadder), case let wait = try await ladder(), wait > 0 {
                end = min(last, max(end, .now + .seconds(wait + 15)))
            }
            try await Task.sleep(for: .seconds(5))
        }
    }

    /// In how many seconds the last of what waits is due.
    private func ladder() async throws -> Double {
        let webhooks: Double = try await database(.notifications).one(
            """
            SELECT coalesce(extract(epoch FROM max(next_attempt_at) - clock_timestamp()), 0)::float8
            FROM deliveries WHERE state = 'pending'
            """)
        let mails: Double = try await database(.newsletter).one(
            """
            SELECT coalesce(extract(epoch FROM max(due_at) - clock_timestamp()), 0)::float8
            FROM deliveries WHERE state IN ('todo', 'deferred')
            """)
        return max(0, webhooks, mails)
    }

    /// All messages together, whatever they tell of.
    private func messages() async throws -> Account {
        struct Row: Decodable, Sendable {
            let all: Int
            let waiting: Int
            let others: Int
            let parked: Int
            let backfills: Int
        }
        var account = Account("messages")
        for service in ServiceName.owners {
            let row: Row = try await database(service).one(
                """
                SELECT (SELECT count(*) FROM outbox) AS "all",
                    (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS waiting,
                    (SELECT count(*) FROM outbox WHERE published_at IS NULL
                        AND agg_type NOT IN ('place', 'event', 'offer')) AS others,
                    (SELECT count(*) FROM parked WHERE resolved_at IS NULL
                        AND coalesce(agg_type, '') NOT IN ('place', 'event', 'offer')) AS parked,
                    (SELECT count(*) FROM backfills WHERE completed_at IS NULL) AS backfills
                """)
            account.sent += row.all
            account.seen += row.all - row.waiting
            account.stuck += row.others + row.parked + row.backfills
            if row.others > 0 { account.remark("\(row.others) of \(service.rawValue) are not published") }
            if row.parked > 0 { account.remark("\(row.parked) are parked at \(service.rawValue)") }
            if row.backfills > 0 { account.remark("\(row.backfills) backfills of \(service.rawValue) are not done") }
        }
        // What is in a queue, given out or not.
        let queues = try await installation.rabbitmqctl("list_queues", "name", "messages")
        for line in queues.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            guard parts.count == 2, parts[0].hasPrefix("q.") || parts[0].hasPrefix("dead."), let count = Int(parts[1]),
                count > 0
            else { continue }
            account.stuck += count
            account.remark("\(count) in \(parts[0])")
        }
        return account
    }
}
