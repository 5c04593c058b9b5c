import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct OutlineTests {
    @Test(
        arguments: [
            // A bow tie: both loops are kept.
            ("[[[5,47],[5.2,47.2],[5.2,47],[5,47.2],[5,47]]]", "Polygon", nil, "outline-mended"),
            // A ring that was not closed.
            ("[[[5,47],[5.2,47],[5.2,47.2],[5,47.2]]]", "Polygon", nil, "ring-closed"),
            // A point stands twice, and a spike leads nowhere.
            (
                "[[[5,47],[5.2,47],[5.2,47],[5.2,47.2],[5.3,47.3],[5.2,47.2],[5,47.2],[5,47]]]", "Polygon", nil,
                "outline-mended"
            ),
            // Two polygons of one district that overlap.
            (
                "[[[[5,47],[5.2,47],[5.2,47.2],[5,47]]],[[[5.1,47],[5.3,47],[5.3,47.2],[5.1,47]]]]", "MultiPolygon",
                nil, "outline-mended"
            ),
            ("[[[47,5],[47,5.2],[47.2,5.2],[47,5]]]", "Polygon", "coordinates-swapped", nil),
            ("[[[13,52],[13.5,52],[13.5,52.5],[13,52]]]", "Polygon", "outside-france", nil),
            ("[[[5,47],[5.2,47]]]", "Polygon", "ring-too-short", nil), ("[[]]", "Polygon", "ring-too-short", nil),
            ("[[[5,47],[5.1,47.1],[5.2,47.2],[5,47]]]", "Polygon", "outline-missing", nil),
            ("[[[5,47],[5.2,null],[5.2,47.2],[5,47]]]", "Polygon", "outline-missing", nil),
            ("[[[5,47],[5.2],[5.2,47.2],[5,47]]]", "Polygon", "position-not-valid", nil),
            ("[[[5,47],[5.2,1e300],[5.2,47.2],[5,47]]]", "Polygon", "position-not-valid", nil),
            ("[]", "Polygon", "outline-missing", nil), ("[5,47]", "Point", "outline-missing", nil),
        ] as [(String, String, String?, String?)])
    func `a broken outline is mended or refused, and says why`(
        rings: String, type: String, refused: String?, mended: String?
    ) async throws {
        try await withDirectory { database in
            let districts = TerritoryFiles.collection(
                TerritoryFiles.feature(#""code_qp": "QP021001", "nom_qp": "A""#, rings, type: type),
                TerritoryFiles.feature(#""code_qp": "QP021002", "nom_qp": "B""#, TerritoryFiles.rectangle(5, 47, 6, 48))
            )
            let report = try await importTerritories(["q.geojson": districts], in: database)
            #expect(report.refused.map(\.code) == (refused.map { [$0] } ?? []))
            #expect(report.refused.allSatisfy { $0.source.row == "feature 1 (QP021001)" })
            #expect(report.remarks.map(\.code) == (mended.map { [$0] } ?? []))
            #expect(report.counts[.districts]?.read == 2)
            #expect(report.counts[.districts]?.imported == (refused == nil ? 2 : 1))
            for code in refused == nil ? ["QP021001", "QP021002"] : ["QP021002"] {
                let key = try TerritoryKey(.qpv, code)
                let outline = try #require(try await GetTerritory(key: key)(by: .visitor, on: database).outline)
                try await FormatJudge.outlines.check(JSON.encode(outline))
            }
            #expect(try await importTerritories(["q.geojson": districts], in: database).changesNothing)
        }
    }

    @Test func `a bow tie keeps both loops, a hole stays a hole`() async throws {
        try await withDirectory { database in
            let districts = TerritoryFiles.collection(
                TerritoryFiles.feature(
                    #""code_qp": "QP021001", "nom_qp": "A""#, "[[[5,47],[5.2,47.2],[5.2,47],[5,47.2],[5,47]]]"),
                TerritoryFiles.feature(
                    #""code_qp": "QP021002", "nom_qp": "B""#,
                    "[[[5,47],[5,48],[6,48],[6,47],[5,47]],[[5.4,47.4],[5.4,47.6],[5.6,47.6],[5.6,47.4],[5.4,47.4]]]"))
            try await importTerritories(["q.geojson": districts], in: database)
            for (latitude, longitude, codes) in [
                (47.1, 5.02, "qpv:QP021001/2015 qpv:QP021002/2015"),
                (47.1, 5.18, "qpv:QP021001/2015 qpv:QP021002/2015"),
                (47.18, 5.1, "qpv:QP021002/2015"), (47.5, 5.5, ""), (47.5, 5.4, "qpv:QP021002/2015"),
            ] {
                let order = try CreatePlace(
                    name: OneLine("X"), position: Coordinates(latitude: latitude, longitude: longitude))
                #expect(try await create(order, in: database).territoryKeys == codes, "\(latitude), \(longitude)")
            }
        }
    }

    @Test func `a file draws regions or départements, whichever its names are; the finer drawing counts`() async throws
    {
        try await withDirectory { database in
            let aude = TerritoryFiles.feature(
                #""code": "11", "nom": "Aude""#, TerritoryFiles.rectangle(1.6, 42.6, 3.3, 43.5))
            let france = TerritoryFiles.feature(
                #""code": "11", "nom": "ILE DE FRANCE""#,
                "[[[1.4,48.1],[2.5,48],[3.6,48.1],[3.6,49.3],[1.4,49.3],[1.4,48.1]]]")
            let rough = TerritoryFiles.feature(
                #""code": "11", "nom": "Île-de-France""#, TerritoryFiles.rectangle(1.4, 48.1, 3.6, 49.3))
            let lost = TerritoryFiles.feature(
                #""code": "99", "nom": "Nulle part""#, TerritoryFiles.rectangle(1, 48, 2, 49))
            let report = try await importTerritories(
                [
                    "a.csv": TerritoryFiles.regions, "b.csv": TerritoryFiles.departements,
                    "x.json": TerritoryFiles.collection(aude, lost), "y.json": TerritoryFiles.collection(france),
                    "z.json": TerritoryFiles.collection(rough),
                ], in: database)
            #expect(report.refused.map(\.code) == ["territory-unknown"])
            for (key, points) in [("departement:11", 5), ("region:11", 6)] {
                let territory = try await GetTerritory(key: TerritoryKey(key))(by: .visitor, on: database)
                #expect(territory.outline?.coordinates[0][0].count == points, "\(key)")
            }
        }
    }
}
