import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct PlaceTerritoriesTests {
    private static func order(
        postcode: String? = nil, commune: String? = nil, code: String? = nil, departement: String? = nil,
        region: String? = nil, at position: (latitude: Double, longitude: Double)? = nil
    ) throws -> CreatePlace {
        CreatePlace(
            name: try OneLine("Le Lieu"),
            address: Address(
                postcode: try postcode.map(Postcode.init(_:)), commune: try commune.map(OneLine.init(_:)),
                communeCode: try code.map(CommuneCode.init(_:)),
                departementCode: try departement.map(DepartementCode.init(_:)),
                regionCode: try region.map(RegionCode.init(_:))),
            position: try position.map { try Coordinates(latitude: $0.latitude, longitude: $0.longitude) })
    }

    @Test func `a commune tells EPCI, département and region; one that merged is the whole`() async throws {
        try await withDirectory { database in
            try await importTerritories(TerritoryFiles.all, in: database)
            for (code, keys) in [
                ("21231", "region:27 departement:21 epci:242100410 commune:21231"),
                ("02026", "region:32 departement:02 epci:200072031 commune:02458"),
                ("02458", "region:32 departement:02 epci:200072031 commune:02458"),
                ("2A004", "region:94 departement:2A commune:2A004"),
                ("2B033", "region:94 departement:2B commune:2B033"),
                ("97411", "region:04 departement:974 commune:97411"),
                ("75110", "region:11 departement:75 commune:75056"), ("21999", "region:27 departement:21"),
                ("97502", ""),
            ] {
                let place = try await create(Self.order(code: code), in: database)
                #expect(place.territoryKeys == keys, "\(code)")
                #expect(try await get(place.id, in: database) == place)
                #expect(try await toldEvents(database).last?.state == place)
            }
        }
    }

    @Test func `a position tells the département where no code does, and never a commune`() async throws {
        try await withDirectory { database in
            try await importTerritories(TerritoryFiles.all, in: database)
            let inside = (latitude: 47.32, longitude: 5.04)
            for (order, keys) in [
                (try Self.order(at: inside), "region:27 departement:21"),
                // A border belongs to what it bounds.
                (try Self.order(at: (latitude: 46.9, longitude: 4.5)), "region:27 departement:21"),
                (try Self.order(at: (latitude: 46.89, longitude: 4.5)), ""),
                (try Self.order(region: "27", at: inside), "region:27 departement:21"),
                // What an address says counts for more than where its pin was put.
                (try Self.order(region: "94", at: inside), "region:94"),
                (try Self.order(departement: "2A", at: inside), "region:94 departement:2A"),
            ] {
                #expect(try await create(order, in: database).territoryKeys == keys)
            }
        }
    }

    @Test func `a priority district is found by position alone`() async throws {
        try await withDirectory { database in
            try await importTerritories(TerritoryFiles.all, in: database)
            for (latitude, longitude, isInside) in [
                (47.335, 5.065, true), (47.33, 5.065, true), (47.34, 5.07, true), (47.32999, 5.065, false),
                (47.335, 5.07001, false),
            ] {
                let place = try await create(
                    Self.order(code: "21231", at: (latitude, longitude)), in: database)
                #expect(place.territoryKeys.hasSuffix(" qpv:QP021004/2015") == isInside, "\(latitude), \(longitude)")
            }
            let nowhere = try await create(Self.order(code: "21231"), in: database)
            #expect(!nowhere.territoryKeys.contains("qpv"))
            let elsewhere = try await create(Self.order(code: "2A004", at: (47.335, 5.065)), in: database)
            #expect(elsewhere.territoryKeys == "region:94 departement:2A commune:2A004 qpv:QP021004/2015")
            let moved = try await change(elsewhere, version: 1, in: database) { $0.position = .clear }
            #expect(moved.territoryKeys == "region:94 departement:2A commune:2A004")
            #expect(try await FindPlaces(qpv: true)(by: .visitor, on: database).total == 3)
            let district = try TerritoryKey("qpv:QP021004")
            #expect(try await FindPlaces(territory: district)(by: .visitor, on: database).total == 3)
            #expect(try await FindPlaces(qpv: false)(by: .visitor, on: database).total == 4)
        }
    }

    @Test func `postcode and commune give the code where they leave no doubt`() async throws {
        try await withDirectory { database in
            try await importTerritories(TerritoryFiles.all, in: database)
            for (postcode, commune, departement, code) in [
                ("21000", "Dijon", nil, "21231"), ("21000", "DIJON CEDEX 9", nil, "21231"),
                ("97400", "Saint-Denis", nil, "97411"), ("02330", "Artonges", nil, "02458"),
                ("75010", "Paris", nil, "75056"),
                ("02300", "Saint-Martin", nil, nil), ("21000", "Quetigny", nil, nil), ("21001", "Dijon", nil, nil),
                ("20000", "Ajaccio", "2A", "2A004"), ("20000", "Ajaccio", "2B", nil),
            ] as [(String, String, String?, String?)] {
                let place = try await create(
                    Self.order(postcode: postcode, commune: commune, departement: departement), in: database)
                #expect(place.address.communeCode?.text == code, "\(postcode) \(commune)")
                #expect(place.territories.contains { $0.kind == .commune } == (code != nil))
            }
            let order = try Self.order(postcode: "21000", commune: "Dijon")
            let place = try await create(order, in: database)
            let same = try await change(place, version: 1, in: database) { $0.address = order.address }
            #expect(same == place)
        }
    }

    @Test func `territories at 20,000 places are found by their index`() async throws {
        try await withDirectory { database in
            _ = try await database.execute(
                """
                INSERT INTO places (id, version, name, state, kinds, created_at, updated_at, territories)
                SELECT gen_random_uuid(), 1, 'Lieu ' || number, 'active', '{}', now(), now(), jsonb_build_array(
                    jsonb_build_object('kind', 'epci', 'code', (200000000 + number % 1000)::text, 'name', 'x'),
                    CASE WHEN number % 500 = 0 THEN jsonb_build_object(
                        'kind', 'qpv', 'code', 'QP021001', 'name', 'y', 'vintage', 2015)
                    ELSE jsonb_build_object('kind', 'commune', 'code', '21231', 'name', 'z') END)
                FROM generate_series(1, 20000) AS number
                """)
            _ = try await database.execute("ANALYZE places")
            for (query, total) in [
                (FindPlaces(territory: try TerritoryKey("epci:200000007")), 20), (FindPlaces(qpv: true), 40),
            ] {
                let search = try PlaceSearch(query)
                let counted = try await PlaceStore.count(search, atMost: 10_001, on: database)
                #expect(counted == total)
                let statement = try PlaceStore.statement(search, of: counted, after: nil, limit: 50)
                let plan: [String] = try await database.all("EXPLAIN \(statement)")
                #expect(plan.contains { $0.contains("places_territories") }, "\(plan)")
                #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan)")
            }
        }
    }
}
