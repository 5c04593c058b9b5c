import Domain
import Foundation
import TestSupport

/// The whole run: start, traffic under faults, recovery, ledger.
struct Soak: Sendable {
    private static let writers = 4
    private static let visitors = 2

    let installation: Installation
    let duration: Duration
    let seed: UInt64

    /// Whether nothing was lost, nothing happened twice, nothing is stuck, and nothing happened that must not.
    func run() async throws -> Bool {
        let journal = Journal()
        journal.say("seed \(seed)")
        let proxies = try await start(journal)
        let stage = Stage(duration: duration)
        let door = FrontDoor(
            address: try installation.publicAddress, staffKey: try installation.staffKey, stage: stage, journal: journal
        )
        let partner = try Partner(stage, journal, Dice(seed: seed, number: 1))
        let book = Book()
        let post = PostOffice(installation.mail)
        let ledger = try Ledger(installation, door: door, book: book, partner: partner, post: post)
        return try await withThrowingTaskGroup { group in
            group.addTask { try await partner.run() }
            defer { group.cancelAll() }
            try await eventually("the partner answers") {
                (try? await HTTP.get("http://127.0.0.1:\(partner.port)/"))?.status == 200
            }
            try await partner.register(at: door, types: WebhookEventName.all)
            let makers = Troublemaker(installation: installation, proxies: proxies, stage: stage, journal: journal)
            try await traffic(door, book, post, makers)
            journal.say("the faults end")
            try await makers.endAll()
            for part in try await installation.notReady(within: .seconds(90)) {
                journal.odd("\(part.rawValue) is not ready after 90 seconds without faults")
            }
            let accounts = try await ledger.settle()
            journal.say(accounts.allSatisfy(\.isClean) ? "settled" : "not settled")
            for part in Part.allCases {
                for line in try await installation.crashes(of: part) { journal.odd("\(part.rawValue): \(line)") }
            }
            tell(accounts, partner.received.failures, journal)
            return accounts.allSatisfy(\.isClean) && journal.counts.oddities.isEmpty
        }
    }

    /// Puts the proxies before broker and database, and starts the services behind them.
    private func start(_ journal: Journal) async throws -> [Way: TCPProxy] {
        try await VersionWatch.begin(in: installation)
        var proxies: [Way: TCPProxy] = [:]
        for way in Way.allCases {
            let port = try installation.port(way == .broker ? "broker" : "postgres")
            let proxy = try TCPProxy(to: port)
            try installation.lead(from: port, to: proxy.port)
            proxies[way] = proxy
        }
        for service in ServiceName.allCases { try await installation.supervise("up", Part(service)) }
        let late = try await installation.notReady(within: .seconds(60))
        guard late.isEmpty else { throw TestFailure("not ready: \(late.map(\.rawValue).joined(separator: ", "))") }
        journal.say("everything is ready")
        return proxies
    }

    /// Everybody at once, until the end; then each waits for the answer to the last order.
    private func traffic(_ door: FrontDoor, _ book: Book, _ post: PostOffice, _ makers: Troublemaker) async throws {
        let readership = Readership(door: door, book: book, post: post)
        let edition = Edition(
            installation: installation, stage: door.stage, journal: door.journal, book: book)
        let seed = seed
        try await withThrowingTaskGroup { group in
            group.addTask { await makers.run(Dice(seed: seed, number: 2)) }
            group.addTask { try await readership.subscribe(Dice(seed: seed, number: 3)) }
            group.addTask { try await readership.confirm() }
            group.addTask { try await edition.push(after: duration * 0.75, Dice(seed: seed, number: 4)) }
            for number in 0..<Self.writers {
                group.addTask {
                    var writer = Writer(number, door, book, Dice(seed: seed, number: 10 + UInt64(number)))
                    try await writer.run()
                }
            }
            for number in 0..<Self.visitors {
                group.addTask {
                    var visitor = Visitor(door: door, book: book, dice: Dice(seed: seed, number: 20 + UInt64(number)))
                    await visitor.run()
                }
            }
            group.addTask { await report(door) }
            try await group.waitForAll()
        }
    }

    /// A line a minute.
    private func report(_ door: FrontDoor) async {
        var minute = 0
        while !door.stage.isOver {
            await door.stage.sleep(.seconds(60))
            minute += 1
            let counts = door.journal.counts
            door.journal.say(
                "minute \(minute): \(counts.faults.values.reduce(0, +)) faults, \(counts.orders) orders, "
                    + "\(counts.acknowledged) acknowledged, \(counts.repeated) repeated, \(counts.reads) reads")
        }
    }

    private func tell(_ accounts: [Account], _ failures: Int, _ journal: Journal) {
        let counts = journal.counts
        func list(_ counted: [String: Int]) -> String {
            counted.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        journal.print("")
        journal.print("seed      \(seed)")
        journal.print("faults    \(list(counts.faults))")
        journal.print(
            "orders    \(counts.orders), acknowledged \(counts.acknowledged), repeated \(counts.repeated)")
        journal.print("answers   \(list(counts.answers))")
        journal.print("partner   failed \(failures) times on purpose")
        journal.print("")
        journal.print(Account.heading)
        for account in accounts { journal.print(account.row) }
        let remarks = accounts.flatMap(\.remarks) + counts.oddities.map { "!!! \($0)" }
        if !remarks.isEmpty { journal.print("") }
        for remark in remarks { journal.print(remark) }
    }
}
