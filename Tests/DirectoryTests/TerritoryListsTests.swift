import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct TerritoryListsTests {
    private func dijon(in database: PostgresPool) async throws -> Place {
        try await create(
            CreatePlace(
                name: OneLine("Le Lieu"), address: Address(communeCode: CommuneCode("21231")),
                position: Coordinates(latitude: 47.335, longitude: 5.065)), in: database)
    }

    @Test func `an import twice changes nothing, tells nobody and says so`() async throws {
        try await withDirectory { database in
            let first = try await importTerritories(TerritoryFiles.all, in: database)
            #expect(first.refused.isEmpty && first.remarks.isEmpty)
            #expect(!first.changesNothing)
            #expect(first.exitCode == 0)
            let place = try await dijon(in: database)
            let again = try await importTerritories(TerritoryFiles.all, in: database)
            #expect(again.changesNothing)
            #expect(again.placesRead == 1)
            #expect(try await get(place.id, in: database) == place)
            #expect(try await toldEvents(database).count == 1)
            // The files may come one by one, in any order; outlines after the lists that name them.
            for (name, text) in TerritoryFiles.all.sorted(by: { $0.key > $1.key }) {
                #expect(try await importTerritories([name: text], in: database).changesNothing, "\(name)")
            }
        }
    }

    @Test func `what lists say anew reaches the places, and each is told once`() async throws {
        try await withDirectory { database in
            let place = try await dijon(in: database)
            #expect(place.territories.isEmpty)
            let first = try await importTerritories(TerritoryFiles.all, in: database)
            #expect(first.placesChanged == 1)
            let later = noon.addingTimeInterval(60)
            var files = TerritoryFiles.all
            files["d.json"] = #"[{"code": "200000001", "nom": "CU du Grand Dijon", "membres": ["21231"]}]"#
            let second = try await importTerritories(files, at: later, in: database)
            #expect(second.placesChanged == 1)
            let moved = try await get(place.id, in: database)
            #expect(
                moved.territoryKeys
                    == "region:27 departement:21 epci:200000001 commune:21231 qpv:QP021004/2015")
            #expect(moved.version == 3)
            #expect(moved.updatedAt == later)
            #expect(
                try await toldEvents(database).map { "\($0.type) \($0.state.version)" } == [
                    "directory.place.published.v1 1", "directory.place.changed.v1 2", "directory.place.changed.v1 3",
                ])
            // The one that has no members left is gone.
            let groups = try await FindTerritories(kind: .epci)(by: .visitor, on: database).items.map(\.code)
            #expect(Set(groups) == ["200072031", "200000001"])
        }
    }

    @Test func `a place that is written while an import runs is looked at by it`() async throws {
        try await withDirectory { database in
            let (place, importing) = try await database.transaction { transaction in
                let order = try CreatePlace(name: OneLine("X"), address: Address(communeCode: CommuneCode("21231")))
                let place = try await order(by: .staff, at: noon, in: transaction)
                let importing = Task { try await importTerritories(TerritoryFiles.all, in: database) }
                try await eventually("the import waits for the place") {
                    let waiting = try await database.one(
                        """
                        SELECT count(*) FROM pg_locks
                        WHERE locktype = 'advisory' AND NOT granted
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """, as: Int.self)
                    return waiting == 1
                }
                return (place, importing)
            }
            #expect(place.territories.isEmpty)
            #expect(try await importing.value.placesChanged == 1)
            #expect(try await get(place.id, in: database).territories.count == 4)
        }
    }

    @Test func `a commune that merges is none any more, and one that parts again is`() async throws {
        try await withDirectory { database in
            try await importTerritories(TerritoryFiles.all, in: database)
            let place = try await dijon(in: database)
            let merged = """
                TYPECOM,COM,REG,DEP,LIBELLE,COMPARENT
                COM,21999,27,21,Dijon-Quetigny,
                COMD,21231,,,Dijon,21999
                """
            try await importTerritories(["c.csv": merged], in: database)
            #expect(try await get(place.id, in: database).territoryKeys.contains("epci:242100410 commune:21999 qpv"))
            try await importTerritories(["c.csv": TerritoryFiles.communes], in: database)
            #expect(try await get(place.id, in: database).territoryKeys.contains("epci:242100410 commune:21231 qpv"))
        }
    }

    @Test func `a new vintage of priority districts stands beside the older one`() async throws {
        try await withDirectory { database in
            try await importTerritories(TerritoryFiles.all, in: database)
            let place = try await dijon(in: database)
            let drawn = TerritoryFiles.rectangle(5.06, 47.33, 5.08, 47.35)
            let newer = TerritoryFiles.collection(
                TerritoryFiles.feature(#""code_qp": "QN02101M", "lib_qp": "Grésilles""#, drawn),
                TerritoryFiles.feature(#""code_qp": "QP021004", "nom_qp": "Grésilles", "millesime": 2020"#, drawn))
            try await importTerritories(["q.geojson": newer], in: database)
            #expect(
                try await get(place.id, in: database).territoryKeys.hasSuffix(
                    "qpv:QN02101M/2024 qpv:QP021004/2015 qpv:QP021004/2020"))
            let key = try TerritoryKey("qpv:QP021004")
            let last = try await GetTerritory(key: key)(by: .visitor, on: database)
            let first = try await GetTerritory(key: key, vintage: 2015)(by: .visitor, on: database)
            #expect([first.vintage, last.vintage] == [2015, 2020])
            #expect(first.outline != last.outline)
            let told = try await importTerritories(["q.geojson": newer], vintage: 2030, in: database)
            #expect(told.counts[.districts]?.imported == 2)
        }
    }

    @Test func `what can not be understood is refused with its place and reason, and the rest is taken`() async throws {
        try await withDirectory { database in
            let report = try await importTerritories(
                [
                    "a.csv": "DEP,REG,LIBELLE\n21,27,Côte-d'Or\nXX,27,Rien\n21,27,Encore\n22,53,\n23,75\n",
                    "b.json":
                        #"""
                    [{"code": "1", "nom": "x", "membres": []},
                     {"code": "242100410", "nom": "Dijon", "membres": ["21231", "?"]}]
                    """#,
                    "c.json": "{\"type\": ", "d.csv": "", "e.csv": "COM;PMUN\n21231;12\n",
                    "f.json": #"{"type": "Feature", "properties": {"name": "Test"}, "geometry": null}"#,
                ], in: database)
            #expect(
                report.refused.map { "\($0.source.file) \($0.source.row ?? "-") \($0.code)" } == [
                    "a.csv line 3 code-not-valid", "a.csv line 4 code-repeated", "a.csv line 5 name-missing",
                    "a.csv line 6 column-count", "b.json entry 1 epci-not-valid", "c.json - json-not-valid",
                    "d.csv - file-empty",
                ])
            #expect(
                report.remarks.map { "\($0.source.file) \($0.code)" } == [
                    "b.json code-not-valid", "e.csv file-not-used", "f.json file-not-used",
                ])
            #expect(report.exitCode == 2)
            #expect(report.counts[.departements] == .init(read: 5, imported: 1, changed: 0, refused: 4))
            #expect(
                report.refused[0].description == "a.csv, line 3: has no valid code in its column dep [code-not-valid]")
        }
    }

    @Test func `territories are found by name, code and postcode, page by page`() async throws {
        try await withDirectory { database in
            try await importTerritories(TerritoryFiles.all, in: database)
            for (text, kind, keys) in [
                ("dijon", nil, ["21231", "242100410"]), ("cote d'or", nil, ["21"]), ("2a004", nil, ["2A004"]),
                ("21000", nil, ["21231"]), ("02330", nil, ["02458"]), ("QP021004", nil, ["QP021004"]),
                ("réunion", .region, ["04"]), ("  ", .qpv, ["QP021004"]), ("zzz", nil, []),
            ] as [(String, Territory.Kind?, [String])] {
                let found = try await FindTerritories(text: text, kind: kind)(by: .visitor, on: database)
                #expect(found.items.map(\.code) == keys, "\(text)")
                #expect(found.total == keys.count)
            }
            var met: [String] = []
            var cursor: String?
            repeat {
                let page = try await FindTerritories(page: PageQuery(limit: 2, cursor: cursor))(
                    by: .visitor, on: database)
                met += page.items.map { "\($0.kind):\($0.code)" }
                cursor = page.next
            } while cursor != nil
            #expect(met.count == 21)
            #expect(Set(met).count == 21)
            await #expect(throws: Problem("cursor-not-valid", status: 400, field: "cursor")) {
                try await FindTerritories(page: PageQuery(cursor: "x"))(by: .visitor, on: database)
            }
            await #expect(throws: Problem.notFound) {
                try await GetTerritory(key: TerritoryKey("commune:21999"))(by: .visitor, on: database)
            }
            #expect(
                try await GetTerritory(key: TerritoryKey("commune:21231"))(by: .visitor, on: database).outline == nil)
            await #expect(throws: Problem.self) { try await FindOutlines(kind: .commune)(by: .visitor, on: database) }
        }
    }
}
