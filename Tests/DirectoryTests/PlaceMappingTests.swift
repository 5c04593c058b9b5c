import Domain
import Testing

@testable import Directory

@Suite struct PlaceMappingTests {
    private static func mapping(_ json: String) throws(MappingError) -> PlaceMapping {
        try PlaceMapping(json: Array(json.utf8))
    }

    /// What a mapping makes of one row.
    private func read(_ fields: String, empty: String = "[]", header: String, row: String) throws -> PlaceRow {
        let mapping = try Self.mapping(
            #"{"source": "test", "key": ["id"], "empty": \#(empty), "fields": {"name": "name", \#(fields)}}"#)
        let columns = ["id", "name"] + header.split(separator: ",").map(String.init)
        let cells = ["1", "Le Hub"] + row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return try PlaceRowReader(mapping, header: columns).read(TableRow(line: 2, fields: cells))
    }

    @Test(arguments: [
        ("{", "mapping: is not valid JSON"),
        (#"{"key": ["id"], "fields": {"name": "n"}}"#, "mapping, source: is missing"),
        (#"{"source": "s", "key": "id", "fields": {"name": "n"}}"#, "mapping, key: has the wrong type"),
        (#"{"source": "s", "key": [], "fields": {"name": "n"}}"#, "mapping, key: names no column"),
        (#"{"source": "s", "key": ["id"], "fields": {}}"#, "mapping, fields.name: is missing"),
        (
            #"{"source": "s", "keys": ["id"], "fields": {"name": "n"}}"#,
            #"mapping, keys: is not known; did you mean "key"?"#
        ),
        (
            #"{"source": "s", "key": ["id"], "fields": {"name": "n", "longitud": "x"}}"#,
            #"mapping, fields.longitud: is not known; did you mean "longitude"?"#
        ),
        (
            #"{"source": "s", "key": ["id"], "fields": {"name": "n", "latitude": "x"}}"#,
            "mapping, fields.latitude: and longitude need each other"
        ),
        (
            #"{"source": "s", "key": ["id"], "fields": {"name": {"colum": "n"}}}"#,
            #"mapping, fields.name.colum: is not known; did you mean "column"?"#
        ),
        (
            #"{"source": "s", "key": ["id"], "fields": {"name": {"column": "n", "constant": "x"}}}"#,
            "mapping, fields.name: needs one of column, first_of, joined and constant"
        ),
        (
            #"{"source": "s", "key": ["id"], "fields": {"name": "n", "kinds": {"constant": "fab-lab"}}}"#,
            #"mapping, fields.kinds: "fab-lab" is not known; did you mean "fablab"?"#
        ),
        (
            #"{"source": "s", "key": ["id"], "fields": {"name": "n", "state": {"constant": "open"}}}"#,
            #"mapping, fields.state: "open" is not known"#
        ),
        (
            #"{"source": "s", "key": ["id"], "fields": {"name": "n", "confirmed_on": {"constant": "06/2019"}}}"#,
            "mapping, fields.confirmed_on: must be a day such as 2019-06-30"
        ),
        (
            #"{"source": "s", "key": ["id"], "encoding": "utf8", "fields": {"name": "n"}}"#,
            #"mapping, encoding: "utf8" is not known; did you mean "utf-8"?"#
        ),
        (
            #"{"source": "s", "key": ["id"], "delimiter": "-", "fields": {"name": "n"}}"#,
            "mapping, delimiter: must be a comma, a semicolon, a tab or a bar"
        ),
    ])
    func `a mapping says where it is wrong and what was meant`(json: String, message: String) throws {
        #expect(throws: MappingError.self) { try Self.mapping(json) }
        do {
            _ = try Self.mapping(json)
        } catch {
            #expect(error.description == message)
        }
    }

    @Test func `a file without a column of the mapping is refused with the nearest one`() throws {
        let mapping = try Self.mapping(#"{"source": "s", "key": ["ID"], "fields": {"name": "NOM_TL"}}"#)
        let error = #expect(throws: MappingError.self) { try PlaceRowReader(mapping, header: ["ID", " NOM_T"]) }
        #expect(error?.description == #"mapping: the file has no column "NOM_TL"; did you mean "NOM_T"?"#)
    }

    @Test(arguments: [
        (#""street": "a""#, "a,b", " 1 rue X\u{A0},", "1 rue X"),
        (#""street": {"first_of": ["a", "b"]}"#, "a,b", ",Y", "Y"),
        (#""street": {"first_of": ["a", "b"]}"#, "a,b", "0,Y", "Y"),
        (#""street": {"joined": ["a", "b"], "separator": " - "}"#, "a,b", "X,Y", "X - Y"),
        (#""street": {"joined": ["a", "b"]}"#, "a,b", ",Y", "Y"),
        (#""street": "a""#, "a", "1 rue X\nBâtiment B", "1 rue X Bâtiment B"),
        (#""street": "a""#, "a", "0", nil),
    ])
    func `a text comes from one column or several`(
        fields: String, header: String, row: String, street: String?
    ) throws {
        #expect(try read(fields, empty: #"["0"]"#, header: header, row: row).place.address?.street?.text == street)
    }

    @Test(
        arguments: [
            ("Fab lab", [Place.Kind.fablab], nil),
            ("Ferme, atelier", [.agricultural, .sharedWorkshop], nil),
            ("Autre chose", [.other], nil),
            ("", [], nil),
        ] as [(String, [Place.Kind], String?)])
    func `words of the source become kinds`(text: String, kinds: [Place.Kind], remark: String?) throws {
        let mapping = try Self.mapping(
            #"""
            {"source": "s", "key": ["id"], "fields": {"name": "n", "kinds": {"column": "typo", "values":
            {"Fab lab": "fablab", "Ferme, atelier": ["agricultural", "shared_workshop"]}, "otherwise": "other"}}}
            """#)
        let row = TableRow(line: 2, fields: ["1", "x", text])
        let read = try PlaceRowReader(mapping, header: ["id", "n", "typo"]).read(row)
        #expect(read.place.kinds == kinds)
        #expect(read.remarks.isEmpty)
    }

    @Test func `a word that the mapping does not know is left out and reported`() throws {
        let row = try read(#""state": {"column": "s", "values": {"ouvert": "active"}}"#, header: "s", row: "fermé")
        #expect(row.place.state == nil)
        #expect(row.remarks.map(\.code) == ["word-unknown"])
    }

    @Test(arguments: [
        (#""d""#, "2024-11-05", "2024-11-05"),
        (#"{"column": "d", "date_format": "dd/mm/yyyy"}"#, "05/11/2024 12:30", "2024-11-05"),
        (#"{"column": "d", "date_format": "yyyymmdd"}"#, "20241105", "2024-11-05"),
        (#"{"constant": "2019-06-30"}"#, "x", "2019-06-30"),
        (#"{"column": "d", "date_format": "dd/mm/yyyy"}"#, "2024-11-05", nil),
        (#""d""#, "2024-02-30", nil),
    ])
    func `a day is read as the mapping says`(rule: String, text: String, day: String?) throws {
        let row = try read(#""confirmed_on": \#(rule)"#, header: "d", row: text)
        #expect(row.place.confirmedOn?.text == day)
        #expect(row.remarks.map(\.code) == (day == nil ? ["date-not-valid"] : []))
    }

    @Test(arguments: [
        ("47.322", "5.0415", 47.322, 5.0415),
        ("47,322", "-5,0415", 47.322, -5.0415),
    ])
    func `a position is read with a point or a comma`(
        latitude: String, longitude: String, north: Double, east: Double
    ) throws {
        let mapping = try Self.mapping(
            #"{"source": "s", "key": ["i"], "fields": {"name": "i", "latitude": "a", "longitude": "o"}}"#)
        let row = TableRow(line: 2, fields: ["1", latitude, longitude])
        let place = try PlaceRowReader(mapping, header: ["i", "a", "o"]).read(row).place
        #expect(try place.position == Coordinates(latitude: north, longitude: east))
    }

    @Test(arguments: [
        ("95,5", "position-not-valid"), ("47,", "position-not-valid"), ("nord,5", "position-not-valid"),
        ("nan,nan", "position-not-valid"),
    ])
    func `a row with a position that is none is rejected`(position: String, code: String) {
        let remark = #expect(throws: RowRemark.self) {
            try read(#""latitude": "a", "longitude": "o""#, header: "a,o", row: position)
        }
        #expect(remark?.code == code)
        #expect(remark?.line == 2)
    }

    @Test(arguments: [
        ("1", "", "name-missing"), ("1", "\u{A0} ", "name-missing"), ("", "Le Hub", "key-missing"),
        ("1", "Le\u{1}Hub", "text-not-allowed"), ("1", String(repeating: "x", count: 301), "text-too-long"),
    ])
    func `a row without its key or a good name is rejected`(key: String, name: String, code: String) throws {
        let mapping = try Self.mapping(#"{"source": "s", "key": ["id"], "fields": {"name": "n"}}"#)
        let reader = try PlaceRowReader(mapping, header: ["id", "n"])
        let remark = #expect(throws: RowRemark.self) { try reader.read(TableRow(line: 7, fields: [key, name])) }
        #expect(remark?.code == code)
        #expect(remark?.line == 7)
    }

    @Test(arguments: [
        ("https://tiers-lieu.fr/a,b", "https://tiers-lieu.fr/a,b", true),
        ("www.tiers-lieu.fr", "https://www.tiers-lieu.fr", true),
        ("tiers-lieu.fr/contact", "https://tiers-lieu.fr/contact", true),
        ("Notre site\u{A0}http://tiers-lieu.fr/", "http://tiers-lieu.fr/", false),
        ("https://un.fr|site web", "https://un.fr", false),
        ("http://un.fr ; http://deux.fr", "http://un.fr", false),
        ("http://tiers-lieu.fr/coupé…", nil, false),
        ("en cours", nil, false),
        ("contact@tiers-lieu.fr", nil, false),
        ("javascript:alert(1)", nil, false),
        ("3.14", nil, false),
    ])
    func `a website is repaired where it can be`(text: String, website: String?, isWhole: Bool) throws {
        let mapping = try Self.mapping(
            #"{"source": "s", "key": ["id"], "fields": {"name": "id", "website": "w"}}"#)
        let row = try PlaceRowReader(mapping, header: ["id", "w"]).read(TableRow(line: 2, fields: ["1", text]))
        #expect(row.place.website?.text == website)
        #expect(row.remarks.map(\.code) == (isWhole ? [] : ["url-not-valid"]))
    }
}
