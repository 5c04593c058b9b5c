import Domain
import Foundation
import Logging
import Postgres
import TestSupport
import Testing

@testable import Directory

/// Compares all places that wait for it, as a running service does.
func proposeDuplicates(_ database: PostgresPool) async throws {
    let search = ProposeDuplicates(
        database: database, now: { noon }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    while try await search.work() > 0 {}
}

/// The names of each pair that is proposed, the likeliest first.
func proposals(_ database: PostgresPool) async throws -> [Duplicate] {
    try await FindDuplicates()(by: .staff, on: database).items
}

func order(
    _ name: String, _ street: String? = nil, _ commune: String? = nil, code: String? = nil,
    at position: (Double, Double)? = nil, website: String? = nil
) throws -> CreatePlace {
    CreatePlace(
        name: try OneLine(name),
        address: Address(
            street: try street.map(OneLine.init(_:)), commune: try commune.map(OneLine.init(_:)),
            communeCode: try code.map(CommuneCode.init(_:))),
        position: try position.map { try Coordinates(latitude: $0.0, longitude: $0.1) },
        website: try website.map(WebAddress.init(_:)))
}

@Suite(.timeLimit(.minutes(1))) struct DuplicateTests {
    @Test func `two writings of one name at one door become one proposal, and two village halls none`() async throws {
        try await withDirectory { database in
            let first = try await create(order("Le Tiers Lieu", "3 r. de l'Hôpital", "Dijon"), in: database)
            let second = try await create(order("le tiers-lieu", "3, rue de l’hopital", "DIJON"), in: database)
            for commune in ["Arbois", "Dole"] {
                _ = try await create(order("Salle des fêtes", "1 place de la Mairie", commune), in: database)
            }
            #expect(try await proposals(database).isEmpty)
            try await proposeDuplicates(database)
            let found = try await proposals(database)
            #expect(found.count == 1)
            #expect(found.first?.first == first)
            #expect(found.first?.second == second)
            #expect(found.first?.reasons.map(\.code) == [.sameName, .sameCommune, .sameDoor])
            try await proposeDuplicates(database)
            #expect(try await proposals(database) == found)
        }
    }

    @Test func `a hundred metres are as far to the east as to the north, and no position is no nearness`() async throws
    {
        try await withDirectory { database in
            let (north, east) = (1 / 111.18, 1 / 75.63)
            for (name, position) in [
                ("Le Moulin", (47.322, 5.0415)), ("le moulin", (47.322, 5.0415 + 0.14 * east)),
                ("LE MOULIN", (47.322 + 0.14 * north, 5.0415)), ("Le moulin", (47.322, 5.0415 - 0.16 * east)),
            ] {
                _ = try await create(order(name, at: position), in: database)
            }
            _ = try await create(order("le  moulin"), in: database)
            try await proposeDuplicates(database)
            let pairs = try await proposals(database).map { "\($0.first.name.text), \($0.second.name.text)" }
            #expect(pairs.filter { $0.contains("Le Moulin") }.count == 3)
            #expect(!pairs.contains { $0.contains("le  moulin") })
            let distances = try await proposals(database).compactMap { found in
                found.first.name.text == "Le Moulin"
                    ? found.reasons.first { $0.code == .distance }.map { "\($0.value ?? 0) \($0.weight)" } : nil
            }
            #expect(Set(distances) == ["140.0 0.25", "160.0 0.1"])
        }
    }

    @Test func `what staff said are two is not proposed again until one of them changes in what was compared`()
        async throws
    {
        try await withDirectory { database in
            let first = try await create(order("Le Hub", "1 rue X", "Dijon"), in: database)
            _ = try await create(order("le hub", "1 rue X", "Dijon"), in: database)
            try await proposeDuplicates(database)
            let pair = try #require(try await proposals(database).first)
            for _ in 1...2 {
                _ = try await database.transaction {
                    try await DismissDuplicate(id: pair.id)(by: .staff, at: noon, in: $0)
                }
            }
            #expect(try await proposals(database).isEmpty)
            _ = try await change(first, version: 1, in: database) { $0.description = .set(try Markdown("Neuf.")) }
            _ = try await DuplicateSearches.wantAll(on: database)
            try await proposeDuplicates(database)
            #expect(try await proposals(database).isEmpty)
            _ = try await change(first, version: 2, in: database) {
                $0.website = .set(try WebAddress("https://hub.example"))
            }
            try await proposeDuplicates(database)
            #expect(try await proposals(database).map(\.id) == [pair.id])
        }
    }

    @Test func `what staff decide while a search runs stands`() async throws {
        try await withDirectory { database in
            let first = try await create(order("Le Hub", "1 rue X", "Dijon"), in: database)
            _ = try await create(order("le hub", "1 rue X", "Dijon"), in: database)
            try await proposeDuplicates(database)
            let open = try #require(try await proposals(database).first)
            let pairs = try await DuplicateCandidates.pairs(of: [first.id], on: database)
            let plan = ProposalPlan(pairs, kept: try await DuplicateStore.kept(with: [first.id], on: database))
            _ = try await database.transaction {
                try await DismissDuplicate(id: open.id)(by: .staff, at: noon, in: $0)
            }
            try await database.transaction { try await DuplicateStore.propose(plan.proposed, at: noon, in: $0) }
            #expect(try await proposals(database).isEmpty)
        }
    }

    @Test func `a proposal goes when its places are no longer alike, or one has closed`() async throws {
        try await withDirectory { database in
            let first = try await create(order("La Filature", nil, "Dijon"), in: database)
            let second = try await create(order("la filature", nil, "Dijon"), in: database)
            try await proposeDuplicates(database)
            #expect(try await proposals(database).count == 1)
            _ = try await change(first, version: 1, in: database) { $0.name = try OneLine("Tout autre chose") }
            try await proposeDuplicates(database)
            #expect(try await proposals(database).isEmpty)
            _ = try await change(first, version: 2, in: database) { $0.name = first.name }
            try await proposeDuplicates(database)
            #expect(try await proposals(database).count == 1)
            _ = try await change(second, version: 1, in: database) { $0.state = .closed }
            #expect(try await proposals(database).isEmpty, "before the search was made")
            try await proposeDuplicates(database)
            #expect(try await database.one("SELECT count(*) FROM duplicates", as: Int.self) == 0)
            _ = try await change(second, version: 2, in: database) { $0.state = .active }
            try await proposeDuplicates(database)
            #expect(try await proposals(database).count == 1)
        }
    }

    @Test func `two rows of one source may be one place, and the site of a network tells nothing`() async throws {
        try await withDirectory { database in
            let mapping = #"{"source": "s", "key": ["id"], "fields": {"name": "nom", "commune": "ville"}}"#
            try await withFile("id,nom,ville\n1,La Filature,Dijon\n2,la filature,Dijon\n") { file in
                _ = try await ImportPlaces(database: database, now: { noon })(
                    file, by: PlaceMapping(json: Array(mapping.utf8)))
            }
            for index in 1...6 {
                _ = try await create(
                    order(
                        "Lieu \(index)", nil, "Lyon", at: (45.7 + Double(index) / 1e4, 4.8),
                        website: "https://reseau.example"), in: database)
            }
            try await proposeDuplicates(database)
            let found = try await proposals(database)
            #expect(found.filter { $0.first.address.commune?.text == "Dijon" }.count == 1)
            #expect(found.first { $0.first.address.commune?.text == "Dijon" }?.reasons.last?.code == .sameSource)
            #expect(found.allSatisfy { $0.reasons.allSatisfy { $0.code != .sameWebsite } })
        }
    }

    @Test func `pages come by score, without gap or repeat, and only to staff`() async throws {
        try await withDirectory { database in
            for index in 0..<5 {
                for name in ["Filature \(index)x", "FILATURE \(index)X"] {
                    _ = try await create(order(name, "\(index) rue \(index)", "Ville \(index)"), in: database)
                }
            }
            try await proposeDuplicates(database)
            var seen: [Duplicate] = []
            var cursor: String?
            repeat {
                let page = try await FindDuplicates(page: PageQuery(limit: 2, cursor: cursor))(by: .staff, on: database)
                #expect(page.total == 5)
                seen += page.items
                cursor = page.next
            } while cursor != nil
            #expect(seen.count == 5)
            #expect(Set(seen.map(\.id)).count == 5)
            #expect(seen.map(\.score) == seen.map(\.score).sorted(by: >))
            let one = FindDuplicates(placeId: seen[0].second.id)
            #expect(try await one(by: .staff, on: database).items == [seen[0]])
            await #expect(throws: Problem.forbidden) { try await FindDuplicates()(by: .visitor, on: database) }
            await #expect(throws: Problem("cursor-not-valid", status: 400, field: "cursor")) {
                try await FindDuplicates(page: PageQuery(cursor: "x"))(by: .staff, on: database)
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `at 100,000 places a search looks at what indexes yield, and takes no longer than among few`() async throws {
        try await withDirectory { database in
            for first in stride(from: 1, to: 100_000, by: 5_000) { try await seed(5_000, from: first, in: database) }
            _ = try await database.execute("ANALYZE places")
            let ids: [Place.ID] = try await database.all("SELECT id FROM places ORDER BY id LIMIT 20")
            let plan: [String] = try await database.all("EXPLAIN \(DuplicateCandidates.statement(ids))")
            for index in [
                "places_position", "places_site", "places_by_name", "places_commune", "places_postcode",
                "places_commune_name",
            ] {
                #expect(plan.contains { $0.contains(index) }, "\(index) of \(plan)")
            }
            #expect(!plan.contains { $0.contains("Seq Scan on places") }, "\(plan)")
            let clock = ContinuousClock()
            let taken = try await clock.measure { _ = try await DuplicateCandidates.pairs(of: ids, on: database) }
            #expect(taken < .seconds(2), "\(taken)")
            let query: [String] = try await database.all(
                "EXPLAIN \(DuplicateStore.statement(FindDuplicates(), after: nil))")
            #expect(query.contains { $0.contains("duplicates_open") }, "\(query)")
        }
    }

    /// Invented places with names that are nearly the same, eleven in each of many towns.
    private func seed(_ count: Int, from first: Int, in database: PostgresPool) async throws {
        _ = try await database.execute(
            """
            INSERT INTO places (id, version, name, state, kinds, street, postcode, commune, commune_code, position,
                website, created_at, updated_at)
            SELECT gen_random_uuid(), 1, 'Tiers-lieu ' || substr(md5(number::text), 1, 6), 'active', '{}',
                number % 40 || ' rue ' || number % 90, (1000 + number % 9000)::text, 'Ville ' || number % 9000,
                (1000 + number % 9000)::text,
                ST_Point(-1 + number % 7000 / 1000.0, 43 + number % 7001 / 1000.0, 4326),
                'https://site.example/' || number, now(), now()
            FROM generate_series(\(first)::integer, \(first)::integer + \(count)::integer - 1) AS number
            """)
    }
}
