import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 25: services that come in the wrong order, or years after the facts that they need.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LateConsumerTests {
    private static let consumers = [ServiceName.events, .jobsBoard, .newsletter, .notifications]

    /// Fault 25. Held by exchanges that nobody but the broker's definitions makes, and by the backfill, which asks until
    /// it is answered.
    /// Seen to fail: no backfill → "not within 30.0 seconds: events has read its exports".
    @Test func `consumers that are deployed before their producer are ready, and learn all once it is there`()
        async throws
    {
        try await withTestSystem { system in
            _ = try await Judge.psql(
                system.setting(.directory, "DATABASE_URL"), "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            for consumer in Self.consumers + [.gateway] { try await system.start(consumer) }
            try await system.start(.directory, waiting: false)
            let port = try await system.operatorURL(of: .directory)
            try await eventually("the directory waits for its migrations") {
                guard let ready = try? await HTTP.get("\(port)/ready") else { return false }
                return ready.status == 503 && ready.text.contains("migrations")
            }
            for consumer in Self.consumers { #expect(try await system.isReady(consumer)) }

            try await system.run(.directory, "migrate")
            try await system.waitUntilReady(.directory)
            let staff = try await Staff.atWork(on: system)
            let place = try await staff.createPlace("Premier lieu")
            try await staff.renamePlace(place, "Premier lieu de tous")
            // Its relay takes a moment to find the tables.
            try await staff.placesAreTold()
            _ = try await staff.announceEvent("Ouverture", at: place)
            try await Projections(system: system).becomeEqual(for: Self.consumers)
            try await system.exportsAreRead(by: Self.consumers)
            try await Ledger(of: system).closes()
        }
    }

    /// Fault 25. Held by the backfill, which runs beside the consuming, by the cursors, which let the newer of both
    /// stand, and by the news that a state from an export does not carry.
    /// Seen to fail: no backfill → "not within 30.0 seconds: notifications keeps places as directory has them".
    @Test func `new consumers on old facts learn all of them under writes, and tell nobody but of news`() async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .events, .jobsBoard, .gateway] { try await system.start(service) }
            let staff = try await Staff.atWork(on: system)
            let ledger = Ledger(of: system, receipts: .newestState)
            try await ledger.watch()
            let partner = try await PartnerServer.start()
            try await system.addWebhook(to: partner.url, types: WebhookEventName.all)
            try await system.addReader("lectrice@exemple.test")
            // More than two pages of an export.
            try await importPlaces(1100, into: system)
            let writers = Writers(staff: staff)
            for number in 1...25 { try await writers.write(number) }
            try await eventually("all is told, to nobody") { try await unpublished(on: system) == 0 }
            let old = try await events(on: system)

            let (load, ready) = try await writers.writeAllTheTime {
                for consumer in [ServiceName.newsletter, .notifications] { try await system.start(consumer) }
                let ready = try await system.one("SELECT clock_timestamp()::text", in: .directory, as: String.self)
                try await Task.sleep(for: .seconds(3))
                return ready
            }
            #expect(load > 20, "there were writes all the time")
            try await Projections(system: system).becomeEqual(for: Self.consumers)
            try await system.exportsAreRead(by: Self.consumers)
            try await ledger.closes()

            let news = try await newest(since: ready, on: system)
            try await eventually("the partner hears of news") { news.isSubset(of: partner.webhookIDs) }
            #expect(Set(partner.webhookIDs).count == partner.webhookIDs.count, "of each event once")
            #expect(old.isDisjoint(with: partner.webhookIDs), "of nothing old")
            #expect(try await system.one("SELECT count(*) FROM deliveries", in: .newsletter) == 0, "no mail")
            try await partner.stop()
        }
    }

    private func importPlaces(_ count: Int, into system: TestSystem) async throws {
        let rows = (1...count).map { number in
            "\(number),Lieu ancien \(number),\(number) rue du Pont,25000,Besançon,25056,,Fablab,47.\(number),6.\(number)"
        }
        let file = system.folder.appending(path: "places.csv")
        try (["num,nom,adresse,cp,ville,insee,site,type,lat,lon"] + rows).joined(separator: "\n")
            .write(to: file, atomically: true, encoding: .utf8)
        try await system.run(.directory, "import", "places", file.path, "--mapping", PlacesFile.small.mapping.path)
    }

    private static let owners = [ServiceName.directory, .events, .jobsBoard]

    private func unpublished(on system: TestSystem) async throws -> Int {
        var count = 0
        for owner in Self.owners {
            count += try await system.one(
                "SELECT count(*) FROM outbox WHERE published_at IS NULL", in: owner, as: Int.self)
        }
        return count
    }

    private func events(on system: TestSystem) async throws -> Set<String> {
        var events: Set<String> = []
        for owner in Self.owners {
            events.formUnion(try await system.all("SELECT event_id::text FROM outbox", in: owner, as: String.self))
        }
        return events
    }

    /// The last event of each thing, where it was told after a moment.
    private func newest(since moment: String, on system: TestSystem) async throws -> Set<String> {
        var events: Set<String> = []
        for owner in Self.owners {
            let newest = try await system.all(
                """
                SELECT event_id::text FROM (
                    SELECT DISTINCT ON (agg_id) * FROM outbox WHERE agg_type <> 'key' ORDER BY agg_id, agg_version DESC
                ) AS newest
                WHERE published_at > \(moment)::text::timestamptz
                """, in: owner, as: String.self)
            events.formUnion(newest)
        }
        return events
    }
}

/// People who create and change facts of each kind.
private actor Writers {
    let staff: Staff
    private var places: [String] = []
    private var isStopping = false

    init(staff: Staff) {
        self.staff = staff
    }

    func write(_ number: Int) async throws {
        switch number % 5 {
        case 1: _ = try await staff.announceEvent("Café \(number)", at: places.last)
        case 2: _ = try await staff.announceOffer("Offre \(number)")
        case 3 where !places.isEmpty: try await staff.renamePlace(places[number % places.count], "Lieu, nom \(number)")
        default: places.append(try await staff.createPlace("Lieu \(number)"))
        }
    }

    /// Writes while `body` runs; returns how often, and what the body returned.
    func writeAllTheTime<Result: Sendable>(
        _ body: @Sendable () async throws -> Result
    ) async throws -> (writes: Int, Result) {
        isStopping = false
        let load = Task {
            var number = 100
            // A write is not cut short, so that each is either made or not.
            while !isStopping {
                number += 1
                try await write(number)
            }
            return number - 100
        }
        defer { isStopping = true }
        let result = try await body()
        isStopping = true
        return (try await load.value, result)
    }
}
