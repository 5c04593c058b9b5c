import Foundation
import Testing

@testable import Directory

@Suite struct JSONTableTests {
    private func table(_ text: String, _ format: PlaceMapping.Format = .json) throws -> JSONTable {
        try JSONTable(Array(text.utf8), format)
    }

    @Test func `records become rows, with a column for every member that any of them has`() throws {
        let table = try table(
            #"[{"nom": "A", "n": 3, "x": 1.5, "ok": true, "rien": null}, {"nom": "B", "adresse": {"cp": "21000"}, "l": ["u", "v"]}]"#
        )
        #expect(Set(table.columns) == ["nom", "n", "x", "ok", "adresse.cp", "l"])
        func cell(_ row: Int, _ name: String) -> String? {
            table.columns.firstIndex(of: name).map { table.rows[row].fields[$0] }
        }
        #expect(cell(0, "n") == "3" && cell(0, "x") == "1.5" && cell(0, "ok") == "true" && cell(0, "l") == "")
        #expect(cell(1, "adresse.cp") == "21000" && cell(1, "l") == "u|v" && cell(1, "n") == "")
        #expect(table.rows.map(\.line) == [1, 2])
    }

    @Test func `a list may stand in an object, alone`() throws {
        #expect(try table(#"{"total": 1, "lieux": [{"nom": "A"}]}"#).rows.count == 1)
        #expect(throws: MappingError.self) { try table(#"{"a": [], "b": []}"#) }
    }

    @Test func `features bring their properties, identifier and point`() throws {
        let table = try table(
            """
            {"type": "FeatureCollection", "features": [
                {"type": "Feature", "id": 7, "properties": {"nom": "A"}, "geometry": {"type": "Point", "coordinates": [5.04, 47.32]}},
                {"type": "Feature", "properties": {"nom": "B"}, "geometry": null},
                {"type": "Feature", "properties": null, "geometry": {"type": "Polygon", "coordinates": [[[5, 47], [6, 47]]]}}
            ]}
            """, .geojson)
        #expect(Set(table.columns) == ["nom", "id", "geometry.longitude", "geometry.latitude"])
        #expect(table.rows.count == 3)
        #expect(Set(table.rows[0].fields) == ["A", "7", "5.04", "47.32"])
        #expect(table.rows[2].fields.allSatisfy { $0.isEmpty })
    }

    @Test(arguments: ["", "{", "[1", "nul", "\"text\"", "{\"features\": 3}", "\u{FEFF}x"])
    func `what is not of the form is refused`(text: String) {
        #expect(throws: MappingError.self) { try table(text) }
        #expect(throws: MappingError.self) { try table(text, .geojson) }
    }
}
