import Domain
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct FindPlacesTests {
    private static func order(
        _ name: String, commune: String? = nil, kinds: [Place.Kind] = [], code: String? = nil,
        at position: (Double, Double)? = nil
    ) throws -> CreatePlace {
        CreatePlace(
            name: try OneLine(name), kinds: kinds,
            address: Address(
                commune: try commune.map(OneLine.init(_:)), communeCode: try code.map { try CommuneCode($0) }),
            position: try position.map { try Coordinates(latitude: $0.0, longitude: $0.1) })
    }

    @Test func `words are found whatever their accents, case, plural, order and elision, and the last unfinished`()
        async throws
    {
        try await withDirectory { database in
            for (name, commune) in [
                ("La Médiathèque", "Besançon"), ("L'Atelier numérique", "Dijon"), ("L’Œuvre d’Art", "Lyon"),
                ("Les Cafés du 50", "Tours"), ("日本 Lab", "Paris"),
            ] {
                _ = try await create(Self.order(name, commune: commune), in: database)
            }
            for (query, found) in [
                ("mediatheque", ["La Médiathèque"]), ("Médiathèques", ["La Médiathèque"]),
                ("MÉDIATHÈQUE", ["La Médiathèque"]), ("Besancon", ["La Médiathèque"]),
                ("besançon médiathèque", ["La Médiathèque"]), ("média", ["La Médiathèque"]),
                ("l'atelier", ["L'Atelier numérique"]), ("l’atelier", ["L'Atelier numérique"]),
                ("atelier", ["L'Atelier numérique"]), ("ateliers", ["L'Atelier numérique"]),
                ("numérique l'atelier", ["L'Atelier numérique"]), ("atelier numeriq", ["L'Atelier numérique"]),
                ("lie", []),
                ("oeuvre", ["L’Œuvre d’Art"]), ("art", ["L’Œuvre d’Art"]), ("café", ["Les Cafés du 50"]),
                ("cafés 5", ["Les Cafés du 50"]), ("日本", ["日本 Lab"]), ("atel num", []), ("boulangerie", []),
                ("!!!", []), ("' & | ! : * ( ) \\ <->", []), ("lab:* | dijon", []),
            ] {
                #expect(try await names(FindPlaces(text: query), in: database) == found, "\(query)")
            }
            #expect(try await names(FindPlaces(text: "  "), in: database).count == 5)
        }
    }

    @Test func `a radius of one kilometre is one kilometre to the east and west as to the north and south`()
        async throws
    {
        try await withDirectory { database in
            let centre = try Coordinates(latitude: 47.322, longitude: 5.0415)
            // On WGS 84 at this latitude a degree is 111.18 km to the north and 75.63 km to the east.
            let (north, east) = (1 / 111.18, 1 / 75.63)
            for (name, factor) in [("inside", 0.98), ("outside", 1.02)] {
                for (side, offset) in [
                    ("north", (north, 0)), ("south", (-north, 0)), ("east", (0, east)), ("west", (0, -east)),
                ] {
                    let position = (47.322 + factor * offset.0, 5.0415 + factor * offset.1)
                    _ = try await create(Self.order("\(name) \(side)", at: position), in: database)
                }
            }
            _ = try await create(Self.order("nowhere"), in: database)
            let found = try await names(FindPlaces(near: centre, radiusKm: 1), in: database)
            #expect(Set(found) == ["inside north", "inside south", "inside east", "inside west"])
            let wider = try await names(FindPlaces(near: centre, radiusKm: 1.04), in: database)
            #expect(wider.count == 8)
            #expect(wider.prefix(4).allSatisfy { $0.hasPrefix("inside") })
            #expect(try await names(FindPlaces(near: centre), in: database) == wider)
        }
    }

    @Test func `filters are combined, and codes are those of the commune's département and region`() async throws {
        try await withDirectory { database in
            _ = try await create(Self.order("A", kinds: [.fablab, .coworking], code: "21231"), in: database)
            _ = try await create(Self.order("B", kinds: [.fablab], code: "25056"), in: database)
            _ = try await create(Self.order("C", kinds: [.coworking], code: "75110"), in: database)
            #expect(try await names(FindPlaces(kind: .fablab), in: database) == ["A", "B"])
            #expect(try await names(FindPlaces(region: RegionCode("27")), in: database) == ["A", "B"])
            #expect(try await names(FindPlaces(departement: DepartementCode("75")), in: database) == ["C"])
            let query = try FindPlaces(kind: .coworking, region: RegionCode("27"))
            #expect(try await names(query, in: database) == ["A"])
        }
    }

    @Test func `pages by name have no gap and no repeat while places come, go before and change`() async throws {
        try await withDirectory { database in
            var places: [Place] = []
            for index in 0..<25 {
                places.append(try await create(Self.order("Lieu \(10 + index)"), in: database))
            }
            var seen: [String] = []
            var cursor: String?
            var round = 0
            repeat {
                let page = try await FindPlaces(page: PageQuery(limit: 4, cursor: cursor))(by: .visitor, on: database)
                seen += page.items.map(\.name.text)
                cursor = page.next
                // One before the page, one behind all, and a change of one that was seen.
                _ = try await create(Self.order("Avant \(round)"), in: database)
                _ = try await create(Self.order("Zut \(round)"), in: database)
                let changed = try await change(places[round], version: places[round].version, in: database) {
                    $0.state = .emerging
                }
                #expect(changed.version == 2)
                round += 1
            } while cursor != nil
            #expect(seen.filter { $0.hasPrefix("Lieu") } == places.map(\.name.text))
            #expect(Set(seen).count == seen.count)
        }
    }

    @Test func `pages by distance go on behind places at the same spot`() async throws {
        try await withDirectory { database in
            for index in 0..<9 {
                _ = try await create(
                    Self.order("Lieu \(index)", at: (47.3 + Double(index / 3) / 100, 5)), in: database)
            }
            let near = try Coordinates(latitude: 47.3, longitude: 5)
            var seen: [String] = []
            var cursor: String?
            repeat {
                let query = FindPlaces(near: near, radiusKm: 50, page: PageQuery(limit: 2, cursor: cursor))
                let page = try await query(by: .visitor, on: database)
                #expect(page.total == 9)
                seen += page.items.map(\.name.text)
                cursor = page.next
            } while cursor != nil
            #expect(seen.count == 9)
            #expect(Set(seen).count == 9)
            #expect(Set(seen.prefix(3)) == ["Lieu 0", "Lieu 1", "Lieu 2"])
        }
    }

    @Test func `the total is exact to 10,000 and then a lower bound`() async throws {
        try await withDirectory { database in
            try await seed(10_000, in: database)
            let exact = try await FindPlaces()(by: .visitor, on: database)
            #expect(exact.total == 10_000)
            #expect(exact.totalAtLeast == nil)
            _ = try await create(Self.order("Un de plus"), in: database)
            let bounded = try await FindPlaces()(by: .visitor, on: database)
            #expect(bounded.total == 10_000)
            #expect(bounded.totalAtLeast == true)
        }
    }

    @Test func `a cursor that was not given out is refused`() async throws {
        try await withDirectory { database in
            for cursor in ["", "x", "%%%", "e30", "bnVsbA"] {
                await #expect(throws: Problem("cursor-not-valid", status: 400, field: "cursor"), "\(cursor)") {
                    try await FindPlaces(page: PageQuery(cursor: cursor))(by: .visitor, on: database)
                }
            }
        }
    }

    @Test func `a cursor of one order is refused in the other, and limits of the search are checked`() async throws {
        try await withDirectory { database in
            for name in ["A", "B"] { _ = try await create(Self.order(name, at: (47, 5)), in: database) }
            let near = try Coordinates(latitude: 47, longitude: 5)
            let byName = try await FindPlaces(page: PageQuery(limit: 1))(by: .visitor, on: database)
            await #expect(throws: Problem("cursor-not-valid", status: 400, field: "cursor")) {
                try await FindPlaces(near: near, page: PageQuery(limit: 1, cursor: byName.next))(
                    by: .visitor, on: database)
            }
            await #expect(throws: Problem("radius-not-valid", status: 400, field: "radius_km")) {
                try await FindPlaces(near: near, radiusKm: 0)(by: .visitor, on: database)
            }
            await #expect(throws: InvalidValue(.notAllowed, field: "q")) {
                try await FindPlaces(text: "a\u{0}")(by: .visitor, on: database)
            }
            await #expect(throws: InvalidValue(.tooLong, field: "q")) {
                try await FindPlaces(text: String(repeating: "a", count: 301))(by: .visitor, on: database)
            }
        }
    }

    @Test func `a search at 20,000 places uses the index that fits`() async throws {
        let near = try Coordinates(latitude: 47, longitude: 2)
        try await withDirectory { database in
            try await seed(20_000, in: database)
            _ = try await database.execute("ANALYZE places")
            for (query, index) in [
                (FindPlaces(), "places_by_name"), (FindPlaces(text: "lieu 12345"), "places_search"),
                (FindPlaces(text: "lieu"), "places_by_name"), (FindPlaces(near: near, radiusKm: 3), "places_position"),
                (FindPlaces(near: near, radiusKm: 500), "places_position"), (FindPlaces(near: near), "places_position"),
            ] {
                let search = try PlaceSearch(query)
                let counted = try await PlaceStore.count(search, atMost: 10_001, on: database)
                let statement = try PlaceStore.statement(search, of: counted, after: nil, limit: 50)
                let plan: [String] = try await database.all("EXPLAIN \(statement)")
                #expect(plan.contains { $0.contains(index) }, "\(plan)")
                #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan)")
            }
        }
    }

    /// Invented places spread over France.
    private func seed(_ count: Int, in database: PostgresPool) async throws {
        _ = try await database.execute(
            """
            INSERT INTO places (id, version, name, state, kinds, position, created_at, updated_at)
            SELECT gen_random_uuid(), 1, 'Lieu ' || number, 'active', '{}',
                ST_Point(-1 + number % 700 / 100.0, 43 + number % 701 / 100.0, 4326), now(), now()
            FROM generate_series(1, \(count)::integer) AS number
            """)
    }
}
