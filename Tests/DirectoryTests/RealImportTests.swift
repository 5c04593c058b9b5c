import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.realData, .timeLimit(.minutes(1))) struct RealImportTests {
    private static let mapping = Repository.root.appending(path: "deploy/mappings/cget-2019.json")

    private static var file: String {
        get throws { try RealData.folder.appending(path: "places/tiers-lieux-cget-2019.open.csv").path }
    }

    @Test func `the national list of 2019 is imported whole, and found again`() async throws {
        try await withDirectory { database in
            let mapping = try PlaceMapping(json: Array(Data(contentsOf: Self.mapping)))
            let importPlaces = ImportPlaces(database: database, now: { noon })
            let report = try await importPlaces(Self.file, by: mapping)
            #expect(report.read == 761)
            #expect(report.imported == 761)
            #expect(report.rejected.isEmpty)
            #expect(report.remarks.count { $0.code == "codes-contradict" } == 5)
            #expect(report.remarks.count { $0.code == "url-not-valid" } == 11)
            #expect(report.remarks.count == 16)

            for (city, latitude, longitude, count) in [
                ("Dijon", 47.3220, 5.0415, 8), ("Besançon", 47.2378, 6.0241, 5), ("Nantes", 47.2184, -1.5536, 18),
                ("Bordeaux", 44.8378, -0.5792, 28),
            ] {
                let near = try Coordinates(latitude: latitude, longitude: longitude)
                let found = try await FindPlaces(near: near, radiusKm: 10)(by: .visitor, on: database)
                #expect(found.total == count, "\(city)")
                #expect(found.items.count == count, "\(city)")
            }
            let all = try await allPlaces(database)
            #expect(all.count == 761)
            #expect(all.allSatisfy { $0.confirmedOn?.text == "2019-06-30" && $0.state == .active })
            #expect(all.allSatisfy { $0.position != nil && $0.address.commune != nil })
            #expect(all.allSatisfy { $0.address.departementCode != nil && $0.address.regionCode != nil })
            #expect(all.count { $0.kinds == [.coworking] } == 564)
            #expect(all.count { $0.kinds == [.fablab] } == 169)
            #expect(all.count { $0.kinds.isEmpty } == 28)

            let jarry = try #require(all.first { $0.name.text == "Le Fablab de Jarry" })
            #expect(jarry.address.departementCode?.text == "971")
            #expect(jarry.address.regionCode?.text == "01")

            let again = try await importPlaces(Self.file, by: mapping)
            #expect(again.counts == [761, 0, 0, 761])
            #expect(try await allPlaces(database) == all)
            #expect(try await toldEvents(database).count == 761)
        }
    }

    /// Rows that their source leaves without a usable name or key are refused; how many is for the file to say.
    @Test(arguments: [
        ("fabriques-2024", "fabriques-de-territoire-2024.geojson"),
        ("manufactures-2024", "manufactures-de-proximite-2024.geojson"),
        ("france-services-2021", "france-services-2021.open.geojson"), ("mednum-angers", "mednum-angers.json"),
        ("mednum-gironde", "mednum-gironde.json"), ("mednum-charente", "mednum-bus-france-services-charente.json"),
    ])
    func `a published file is imported whole, twice without a change`(mapping: String, file: String) async throws {
        try await withDirectory { database in
            let mapping = try PlaceMapping(
                json: Array(Data(contentsOf: Repository.root.appending(path: "deploy/mappings/\(mapping).json"))))
            let importPlaces = ImportPlaces(database: database, now: { noon })
            let path = try RealData.folder.appending(path: "places/\(file)").path
            let report = try await importPlaces(path, by: mapping)
            #expect(report.read > 0 && report.imported == report.read - report.rejected.count)
            #expect(report.rejected.count * 100 <= report.read, "\(report.rejected)")
            let places = try await allPlaces(database)
            #expect(places.count == report.imported)
            #expect(places.count { $0.position == nil } * 20 <= places.count)
            // In France, so latitude and longitude are not exchanged.
            let positions = places.compactMap(\.position)
            #expect(positions.allSatisfy { abs($0.latitude) > abs($0.longitude) || $0.latitude < 20 })
            let again = try await importPlaces(path, by: mapping)
            #expect(again.imported == 0 && again.changed == 0)
        }
    }

    private func allPlaces(_ database: PostgresPool) async throws -> [Place] {
        var places: [Place] = []
        var cursor: String?
        repeat {
            let page = try await FindPlaces(page: PageQuery(limit: 200, cursor: cursor))(by: .visitor, on: database)
            places += page.items
            cursor = page.next
        } while cursor != nil
        return places
    }
}
