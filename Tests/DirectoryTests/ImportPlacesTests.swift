import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct ImportPlacesTests {
    private static let mapping = #"""
        {
          "source": "essai", "key": ["id"], "delimiter": ";",
          "fields": {
            "name": "nom", "commune": "commune", "website": "site", "latitude": "lat", "longitude": "lon",
            "state": {"constant": "active"}
          }
        }
        """#
    private static let header = "id;nom;commune;site;lat;lon\n"

    private func run(
        _ rows: String, in database: PostgresPool, mapping: String = Self.mapping, at now: Date = noon
    ) async throws -> ImportReport {
        try await withFile(Self.header + rows) { file in
            try await ImportPlaces(database: database, now: { now })(
                file, by: PlaceMapping(json: Array(mapping.utf8)))
        }
    }

    @Test func `the same file imported twice changes nothing and tells nobody`() async throws {
        try await withDirectory { database in
            let rows = """
                1;Le Hub;Dijon;www.lehub.example;47.32;5.04
                2;Salle des fêtes;Arbois;;;
                3;Salle des fêtes;Dole;;;
                4;"Le ""Quai""
                du Canal";Dijon;;;
                """
            let first = try await run(rows, in: database)
            #expect(first.counts == [4, 4, 0, 0])
            #expect(first.rejected.isEmpty)
            #expect(first.exitCode == 0)
            let before = try await FindPlaces()(by: .visitor, on: database).items
            #expect(
                before.map(\.name.text) == ["Le Hub", "Le \"Quai\" du Canal", "Salle des fêtes", "Salle des fêtes"])
            #expect(before[0].website?.text == "https://www.lehub.example")
            let second = try await run(rows, in: database, at: noon.addingTimeInterval(3600))
            #expect(second.counts == [4, 0, 0, 4])
            #expect(try await FindPlaces()(by: .visitor, on: database).items == before)
            let told = try await toldEvents(database).map(\.type)
            #expect(told == Array(repeating: "directory.place.published.v1", count: 4))
        }
    }

    @Test func `a row that says something new changes its place, and leaves what people changed`() async throws {
        try await withDirectory { database in
            _ = try await run("1;Le Hub;Dijon;;47.32;5.04\n2;Le Quai;Dijon;;;", in: database)
            let place = try #require(try await FindPlaces(text: "hub")(by: .visitor, on: database).items.first)
            let closed = try await change(place, version: 1, in: database) {
                $0.state = .closed
                $0.website = .set(try WebAddress("https://lehub.example"))
            }
            let report = try await run("1;Le Hub;Dole;;47.09;5.49\n2;Le Quai;Dijon;;;\n3;Le Port;Dole;;;", in: database)
            #expect(report.counts == [3, 1, 1, 1])
            let changed = try await get(place.id, in: database)
            #expect(changed.version == 3)
            #expect(changed.address.commune?.text == "Dole")
            #expect(changed.position?.latitude == 47.09)
            #expect(changed.state == .closed)
            #expect(changed.website == closed.website)
            #expect(
                try await toldEvents(database).map(\.type) == [
                    "directory.place.published.v1", "directory.place.published.v1", "directory.place.closed.v1",
                    "directory.place.published.v1", "directory.place.changed.v1",
                ])
            #expect(try await toldEvents(database).last?.state == changed)
        }
    }

    @Test func `every row that is not imported is reported with its line and its reason`() async throws {
        try await withDirectory { database in
            let report = try await run(
                """
                1;Le Hub;Dijon;;;
                2;;Dijon;;;
                3;Trop court
                4;Ailleurs;Dijon;;95;5
                1;Le Hub bis;Dijon;;;
                ;Sans clé;Dijon;;;
                7;"Guillemet;Dijon;;;
                8;Le Quai;Dijon;en cours;;
                """, in: database)
            #expect(report.read == 8)
            #expect(report.imported == 2)
            #expect(
                report.rejected.map { "\($0.line) \($0.code)" } == [
                    "3 name-missing", "4 column-count", "5 position-not-valid", "6 key-repeated", "7 key-missing",
                    "8 quote-not-closed",
                ])
            #expect(report.remarks.map { "\($0.line) \($0.code)" } == ["9 url-not-valid"])
            #expect(report.exitCode == 2)
            #expect(report.rejected[0].description == "line 3: name is missing [name-missing]")
            #expect(try await names(FindPlaces(), in: database) == ["Le Hub", "Le Quai"])
        }
    }

    @Test func `the same key in two sources is two places`() async throws {
        try await withDirectory { database in
            let other = Self.mapping.replacing("essai", with: "autre")
            _ = try await run("1;Le Hub;Dijon;;;", in: database)
            let report = try await run("1;Le Hub;Dijon;;;", in: database, mapping: other)
            #expect(report.imported == 1)
            #expect(try await names(FindPlaces(), in: database).count == 2)
        }
    }

    @Test func `two imports at once do not make a place twice`() async throws {
        try await withDirectory { database in
            let rows = (0..<450).map { "\($0);Lieu \($0);Dijon;;;" }.joined(separator: "\n")
            async let left = run(rows, in: database)
            async let right = run(rows, in: database)
            let reports = try await [left, right]
            #expect(reports.map(\.imported).sorted() == [0, 450])
            #expect(reports.map(\.unchanged).sorted() == [0, 450])
            #expect(try await FindPlaces()(by: .visitor, on: database).total == 450)
        }
    }

    @Test func `progress is told after each transaction`() async throws {
        try await withDirectory { database in
            let rows = (0..<450).map { "\($0);Lieu \($0);Dijon;;;" }.joined(separator: "\n")
            let told = try await withFile(Self.header + rows) { file in
                var told: [Int] = []
                _ = try await ImportPlaces(database: database, now: { noon })(
                    file, by: PlaceMapping(json: Array(Self.mapping.utf8))
                ) { told.append($0.imported) }
                return told
            }
            #expect(told == [200, 400, 450])
        }
    }

    @Test func `a file that is not there, is empty or has other columns imports nothing`() async throws {
        try await withDirectory { database in
            let mapping = try PlaceMapping(json: Array(Self.mapping.utf8))
            let importPlaces = ImportPlaces(database: database, now: { noon })
            await #expect(throws: FileUnreadable.self) { try await importPlaces("/nowhere.csv", by: mapping) }
            for text in ["", "id;nom;commune;site;lat\n"] {
                try await withFile(text) { file in
                    await #expect(throws: MappingError.self) { try await importPlaces(file, by: mapping) }
                }
            }
            // The lock was given back each time.
            #expect(try await run("1;Le Hub;Dijon;;;", in: database).imported == 1)
        }
    }
}
