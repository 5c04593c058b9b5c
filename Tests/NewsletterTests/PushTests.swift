import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Newsletter

@Suite(.timeLimit(.minutes(1)))
struct PushTests {
    private let now = NewsletterWorld.now

    @Test func `an edition is frozen with its contents, its recipients and its event, in one transaction`() async throws
    {
        try await NewsletterWorld.with { world in
            try await world.subscribe("ana@exemple.fr")
            try await world.subscribe("ben@exemple.fr")
            _ = try await world.request("pending@exemple.fr")
            try await world.tellPlace("Le Labo")
            let outcome = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
            guard case .pushed(let edition) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(edition.recipients == 2)
            #expect(edition.places == 1)
            #expect(edition.contentHash.count == 64)
            #expect(try await world.deliveries() == ["todo ana@exemple.fr", "todo ben@exemple.fr"])
            #expect(try await world.events("newsletter.edition.pushed.v1") == 1)
            #expect(
                try await world.count("SELECT count(*) FROM editions WHERE recipients = 2 AND month = '2026-11'") == 1)
        }
    }

    @Test func `of concurrent pushes one cuts and the others find it cut`() async throws {
        try await NewsletterWorld.with { world in
            try await world.subscribe("ana@exemple.fr")
            try await world.tellPlace("Le Labo")
            let (push, month) = (world.push, try world.month("2026-11"))
            let outcomes = try await withThrowingTaskGroup(of: PushEdition.Outcome.self) { group in
                for _ in 0..<6 { group.addTask { try await push(month, at: now, keepsEmpty: true) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { if case .pushed = $0 { true } else { false } } == 1)
            #expect(outcomes.count { if case .alreadyPushed = $0 { true } else { false } } == 5)
            #expect(try await world.deliveries() == ["todo ana@exemple.fr"])
            #expect(try await world.events("newsletter.edition.pushed.v1") == 1)
        }
    }

    @Test func `without news a person may ask again, and the schedule waits for the next month`() async throws {
        try await NewsletterWorld.with { world in
            try await world.subscribe("ana@exemple.fr")
            let begin = Date(rfc3339: "2026-10-24T10:00:00Z")
            let november = try world.month("2026-11")
            #expect(try await world.push(november, at: now, keepsEmpty: false) == .nothingNew(since: #require(begin)))
            #expect(try await world.count("SELECT count(*) FROM editions") == 0)
            #expect(try await world.push(november, at: now, keepsEmpty: true) == .nothingNew(since: #require(begin)))
            #expect(try await world.count("SELECT count(*) FROM editions WHERE recipients = 0") == 1)
            try await world.tellPlace("Le Labo", at: now.addingTimeInterval(60))
            let later = try await world.push(november, at: now.addingTimeInterval(120), keepsEmpty: true)
            guard case .alreadyPushed = later else {
                Issue.record("\(later)")
                return
            }
            #expect(try await world.deliveries() == [])
            #expect(try await world.events("newsletter.edition.pushed.v1") == 0)
        }
    }

    @Test func `a change belongs to exactly one of two editions, also at the very cut and when heard of late`()
        async throws
    {
        try await NewsletterWorld.with { world in
            let (november, december) = (try world.month("2026-11"), try world.month("2026-12"))
            try await world.tellPlace("before", at: now.addingTimeInterval(-1))
            try await world.tellPlace("at the cut", at: now)
            _ = try await world.push(november, at: now, keepsEmpty: false)
            // Happened before the cut, heard of after it.
            try await world.tellPlace("late", at: now.addingTimeInterval(-60))
            _ = try await world.push(december, at: now.addingTimeInterval(8 * 86_400), keepsEmpty: false)
            func titles(_ month: Month) async throws -> [String] {
                let frozen: EditionStore.Frozen = try await world.database.one(
                    "SELECT month, contents FROM editions WHERE month = \(month)")
                return frozen.contents.all.map(\.title.text)
            }
            #expect(try await titles(november) == ["before"])
            #expect(try await titles(december) == ["at the cut", "late"])
        }
    }

    @Test func `an edition tells the newest state, and an event in the place's name`() async throws {
        try await NewsletterWorld.with { world in
            let place = Place(
                id: .new(), version: 1, name: try OneLine("Le Labo"), state: .active, kinds: [], description: nil,
                address: Address(commune: try OneLine("Dijon")), position: nil, website: nil, confirmedOn: nil,
                createdAt: now.addingTimeInterval(-90 * 86_400), updatedAt: now.addingTimeInterval(-90 * 86_400))
            try await world.tell(CollectItem(place, changedAt: now.addingTimeInterval(-90 * 86_400)))
            var event = Event(
                id: .new(), version: 2, sequence: 0, title: try OneLine("new title"), description: nil,
                state: .published, startsAt: now.addingTimeInterval(86_400), endsAt: nil, timezone: .paris,
                placeId: place.id, location: nil, onlineUrl: nil, url: nil, createdAt: now, updatedAt: now,
                publishedAt: now.addingTimeInterval(-7200))
            try await world.tell(CollectItem(event, changedAt: now.addingTimeInterval(-3600)))
            event.version = 1
            event.title = try OneLine("old title")
            try await world.tell(CollectItem(event, changedAt: now.addingTimeInterval(-7200)))
            _ = try await world.push(world.month("2026-11"), at: now, keepsEmpty: false)
            let frozen: EditionStore.Frozen = try await world.database.one("SELECT month, contents FROM editions")
            let contents = frozen.contents
            #expect(contents.coming.map(\.title.text) == ["new title"])
            #expect(contents.coming.map(\.placeName?.text) == ["Le Labo"])
            #expect(contents.coming.map(\.location?.text) == ["Dijon"])
            #expect(contents.places.isEmpty)
        }
    }

    @Test(arguments: [("2026-12", PushEdition.Refusal.isToCome), ("2026-10", .isOver)])
    func `only the current month can be cut`(month: String, refusal: PushEdition.Refusal) async throws {
        try await NewsletterWorld.with { world in
            try await world.tellPlace("Le Labo")
            await #expect(throws: refusal) {
                _ = try await world.push(world.month(month), at: now, keepsEmpty: false)
            }
            #expect(try await world.count("SELECT count(*) FROM editions") == 0)
        }
    }

    @Test func `a cut has more time than other transactions, and they have no more after it`() async throws {
        try await NewsletterWorld.with { world in
            let limits: SQL = "SELECT current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')"
            let before = try await world.database.one(limits, as: String.self)
            let within = try await world.database.transaction { transaction in
                try await EditionStore.lockForCut(in: transaction)
                return try await transaction.one(limits, as: String.self)
            }
            #expect(within == "1min 30s")
            #expect(try await world.database.one(limits, as: String.self) == before)
        }
    }

    @Test func `of two schedules that look after a stop one cuts, for the current month`() async throws {
        try await NewsletterWorld.with { world in
            _ = try await world.database.execute("UPDATE installation SET installed_at = '2026-01-01Z'")
            try await world.subscribe("ana@exemple.fr")
            try await world.tellPlace("Le Labo")
            let schedule = Schedule(
                push: world.push, database: world.database, now: { NewsletterWorld.now }, logger: world.logger)
            try await withThrowingTaskGroup { group in
                for _ in 0..<2 { group.addTask { try await schedule.look() } }
                try await group.waitForAll()
            }
            try await schedule.look()
            #expect(try await world.database.all("SELECT month FROM editions", as: String.self) == ["2026-11"])
            #expect(try await world.deliveries() == ["todo ana@exemple.fr"])
        }
    }

    @Test func `a schedule owes nothing for moments before the installation`() async throws {
        try await NewsletterWorld.with { world in
            _ = try await world.database.execute("UPDATE installation SET installed_at = '2026-11-24 10:00Z'")
            try await world.tellPlace("Le Labo")
            let schedule = Schedule(
                push: world.push, database: world.database, now: { NewsletterWorld.now }, logger: world.logger)
            try await schedule.look()
            #expect(try await world.count("SELECT count(*) FROM editions") == 0)
        }
    }
}
