import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.realData, .timeLimit(.minutes(4))) struct TerritoryImportTests {
    static var files: [String] {
        get throws {
            let folder = try RealData.folder.appending(path: "geo")
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .map { folder.appending(path: $0).path }
        }
    }

    @Test func `the public files are imported whole, and again without a change`() async throws {
        try await withDirectory { database in
            let importTerritories = ImportTerritories(database: database, now: { noon })
            let report = try await importTerritories(Self.files)
            #expect(report.refused.isEmpty, "\(report.refused)")
            let expected: [(TerritoryData.List, [Int])] = [
                (.regions, [18, 18]), (.departements, [101, 101]), (.epci, [494, 494]), (.districts, [53, 53]),
                (.outlines, [143, 109]),
            ]
            for (list, numbers) in expected {
                let counts = try #require(report.counts[list])
                #expect([counts.read, counts.imported] == numbers, "\(list)")
            }
            #expect(report.remarks.count { $0.code == "file-not-used" } == 4)
            // Simplified to four decimals by whoever made the file, these cross themselves.
            #expect(report.remarks.count { $0.code == "outline-mended" } == 21)
            let communes = try await FindTerritories(kind: .commune)(by: .visitor, on: database)
            #expect(communes.total == Page<Territory>.exactTotal)
            #expect(communes.totalAtLeast == true)

            let again = try await importTerritories(Self.files)
            #expect(again.changesNothing)
            #expect(again.counts.values.allSatisfy { $0.imported == 0 && $0.changed == 0 })
            #expect(again.remarks == report.remarks)
            try await Self.judgeOutlines(in: database)
        }
    }

    @Test(arguments: [true, false])
    func `places of 2019 find their territories, whichever comes first`(territoriesFirst: Bool) async throws {
        try await withDirectory { database in
            let mapping = try PlaceMapping(
                json: Array(Data(contentsOf: Repository.root.appending(path: "deploy/mappings/cget-2019.json"))))
            let places = try RealData.folder.appending(path: "places/tiers-lieux-cget-2019.open.csv").path
            let importTerritories = ImportTerritories(database: database, now: { noon })
            let importPlaces = ImportPlaces(database: database, now: { noon })
            if territoriesFirst { _ = try await importTerritories(Self.files) }
            #expect(try await importPlaces(places, by: mapping).imported == 761)
            if !territoriesFirst {
                let report = try await importTerritories(Self.files)
                #expect(report.placesRead == 761)
                #expect(report.placesChanged == 761)
                let told = try await toldEvents(database)
                #expect(told.count == 2 * 761)
                #expect(
                    told.suffix(761).allSatisfy { $0.type == "directory.place.changed.v1" && $0.state.version == 2 })
            }
            for (key, district, region) in [("107", "QP082001", "76"), ("110", "QP034001", "76")] {
                let place = try await Self.place(key, in: database)
                #expect(
                    place.territories.last.map { [$0.code, "\($0.vintage ?? 0)"] } == [district, "2015"], "\(key)")
                #expect(place.territories.first?.code == region)
            }
            try await Self.radii(database)
            let again = try await importPlaces(places, by: mapping)
            #expect(again.counts == [761, 0, 0, 761])
            #expect(try await importTerritories(Self.files).changesNothing)

            let dijon = try await FindPlaces(territory: TerritoryKey("epci:242100410"))(by: .visitor, on: database)
            #expect(dijon.items.allSatisfy { $0.territories.contains { $0.name.text == "Dijon Métropole" } })
            #expect(dijon.total > 0)
            let inDistricts = try await FindPlaces(qpv: true)(by: .visitor, on: database)
            let outside = try await FindPlaces(qpv: false)(by: .visitor, on: database)
            #expect(inDistricts.total + outside.total == 761)
            #expect(inDistricts.items.allSatisfy { $0.territories.contains { $0.kind == .qpv } })
        }
    }

    /// Every outline as the API tells it, and the backgrounds of maps.
    private static func judgeOutlines(in database: PostgresPool) async throws {
        var outlines: [Outline] = []
        for kind in [Territory.Kind.region, .departement, .qpv] {
            let found = try await FindTerritories(kind: kind, page: PageQuery(limit: 200))(by: .visitor, on: database)
            for territory in found.items {
                let key = try TerritoryKey(kind, territory.code)
                let outline = try await GetTerritory(key: key)(by: .visitor, on: database).outline
                if let outline { outlines.append(outline) }
            }
        }
        #expect(outlines.count == 13 + 96 + 53)
        try await FormatJudge.outlines.check(collection(outlines))
        for (kind, count) in [(Territory.Kind.departement, 96), (.region, 13)] {
            let rough = try await FindOutlines(kind: kind)(by: .visitor, on: database).compactMap(\.outline)
            #expect(rough.count == count)
            let file = try collection(rough)
            #expect(file.count < 300_000)
            try await FormatJudge.outlines.check(file)
        }
    }

    private static func collection(_ outlines: [Outline]) throws -> Data {
        struct Collection: Encodable {
            struct Feature: Encodable {
                let type = "Feature"
                let properties: [String: String] = [:]
                let geometry: Outline
            }
            let type = "FeatureCollection"
            let features: [Feature]
        }
        return try JSON.encode(Collection(features: outlines.map(Collection.Feature.init(geometry:))))
    }

    /// How many places of the whole list, whatever their region, lie around four cities.
    private static func radii(_ database: PostgresPool) async throws {
        for (city, latitude, longitude, near, far) in [
            ("Dijon", 47.3220, 5.0415, 8, 8), ("Besançon", 47.2378, 6.0241, 5, 5), ("Nantes", 47.2184, -1.5536, 18, 19),
            ("Bordeaux", 44.8378, -0.5792, 28, 31),
        ] {
            let centre = try Coordinates(latitude: latitude, longitude: longitude)
            for (radius, count) in [(10.0, near), (25, far)] {
                let found = try await FindPlaces(near: centre, radiusKm: radius)(by: .visitor, on: database)
                #expect(found.total == count, "\(city), \(radius) km")
            }
        }
    }

    private static func place(_ key: String, in database: PostgresPool) async throws -> Place {
        let id: Place.ID = try await database.one(
            "SELECT place_id FROM place_sources WHERE source = 'cget-2019' AND source_key = \(key)")
        return try await get(id, in: database)
    }
}
