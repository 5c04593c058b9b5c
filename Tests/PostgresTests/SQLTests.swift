import Domain
import Foundation
import Testing

@testable import Postgres

struct SQLTests {
    @Test(
        arguments: [
            ("SELECT 1" as SQL, "SELECT 1", []),
            ("a = \(5) AND b = \("x")", "a = $1 AND b = $2", ["5", "x"]),
            ("\(true ? "one literal" : "another")", "$1", ["one literal"]),
            ("\(nil as Int?)", "$1", [nil]),
            ("\(false), \(1.5), \(Int64.max)", "$1, $2, $3", ["false", "1.5", "9223372036854775807"]),
            ("= ANY(\([1, 2]))", "= ANY($1)", [#"{"1","2"}"#]),
            ("= ANY(\([#"a"b\c"#, "", "d,e}", "NULL"]))", "= ANY($1)", [#"{"a\"b\\c","","d,e}","NULL"}"#]),
            ("\([] as [String]), \(nil as [String]?)", "$1, $2", ["{}", nil]),
            ("\([0, 255] as [UInt8]), \(Data([16]))", "$1, $2", [#"\x00ff"#, #"\x10"#]),
            ("SELECT \(identifier: "we\"ird") FROM t", #"SELECT "we""ird" FROM t"#, []),
            ("\(json: ["a": 1]), \(json: nil as [Int]?)", "$1, $2", [#"{"a":1}"#, nil]),
            (
                "\(ServedTimeZone.reunion), \([Place.Kind.culturalWasteland])", "$1, $2",
                ["Indian/Reunion", #"{"cultural_wasteland"}"#]
            ),
            ("\(ServiceName.jobsBoard as ServiceName?), \(Requester.Role.staff)", "$1, $2", ["jobs-board", "staff"]),
        ] as [(SQL, String, [String?])])
    func `a value becomes a parameter`(sql: SQL, text: String, binds: [String?]) throws {
        let rendered = try sql.rendered()
        #expect(rendered.text == text)
        #expect(rendered.binds == binds)
    }

    @Test func `pieces are numbered as a whole`() throws {
        let inner: SQL = "b = \(2) OR c = \(3)"
        let middle: SQL = "(\(inner)) AND d = \(4)"
        let rendered = try ("WHERE a = \(1) AND \(middle) AND e = \(5)" as SQL).rendered()
        #expect(rendered.text == "WHERE a = $1 AND (b = $2 OR c = $3) AND d = $4 AND e = $5")
        #expect(rendered.binds == ["1", "2", "3", "4", "5"])
    }

    @Test func `pieces are joined and added`() throws {
        let joined = SQL.joined(["a = \(1)", "b = \(2)", "c"], separator: " AND ")
        let text = try joined.rendered().text
        #expect(text == "a = $1 AND b = $2 AND c")
        #expect(try (joined + " LIMIT \(3)").rendered().text == "a = $1 AND b = $2 AND c LIMIT $3")
        #expect(("" as SQL).isEmpty)
        #expect(SQL.joined([], separator: ", ").isEmpty)
        #expect(!joined.isEmpty)
    }

    @Test func `texts and identifiers of the domain stand as their text`() throws {
        let id = try #require(Place.ID("01234567-89AB-7DEF-8123-456789ABCDEF"))
        let rendered = try
            ("\(id), \([id]), \(try OneLine("Chez \"Léa\"")), \(nil as CommuneCode?), \([try Month("2026-11")])" as SQL)
            .rendered()
        #expect(
            rendered.binds == [
                "01234567-89ab-7def-8123-456789abcdef", #"{"01234567-89ab-7def-8123-456789abcdef"}"#,
                "Chez \"Léa\"", nil, #"{"2026-11"}"#,
            ])
    }

    @Test func `a label is the beginning of the text and holds no value`() {
        let sql: SQL = """
            SELECT name
                FROM places WHERE secret = \("hunter2") AND other_rather_long_column_name = 1
            """
        #expect(sql.label == "SELECT name FROM places WHERE secret = $1 AND other_rather_l")
    }

    @Test func `a value without JSON is an error when it is sent`() {
        let sql: SQL = "\(json: Double.infinity)"
        #expect(throws: PostgresError.self) { try sql.rendered() }
    }

    @Test(arguments: [
        (0.0, "2001-01-01 00:00:00.000000+00"),
        (-978_307_200, "1970-01-01 00:00:00.000000+00"),
        (-978_307_200.5, "1969-12-31 23:59:59.500000+00"),
        (815_000_000.123456, "2026-10-29 20:53:20.123456+00"),
        (Date.distantFuture.timeIntervalSinceReferenceDate, "4001-01-01 00:00:00.000000+00"),
        (-63_114_076_800, "0000-12-31 00:00:00.000000+00"),
        (.nan, "out of range"),
        (.infinity, "out of range"),
    ])
    func `a moment is written in UTC to the microsecond`(seconds: Double, text: String) {
        let written = TimestampText.encode(Date(timeIntervalSinceReferenceDate: seconds))
        if text.hasPrefix("0000") {
            #expect(written.hasSuffix(" BC"))
        } else {
            #expect(written == text)
        }
    }

    @Test(arguments: [
        "infinity", "2026-11-24", "2026-11-24 10:00:00", "2026-11-24 10:00:00+01", "2026-11-24 10:00:00+00 BC",
        "2026-13-24 10:00:00+00", "2026-11-24 10:00:00.1234567+00", "",
    ])
    func `what is no moment in UTC is not read`(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { TimestampText.decode($0) } == nil)
    }

    @Test(arguments: ["", "{", "{\"a", "{{1,2},{3,4}}", "{\"a\"b}", "1,2"])
    func `what is no array of one dimension is not read`(text: String) {
        #expect(Array(text.utf8).withUnsafeBufferPointer { ArrayText.decode($0) } == nil)
    }

    @Test(arguments: [
        "", "host", "postgresql://u:secret@h:port/x?wrong=secret", "postgresql://u:secret@[::1/db",
    ])
    func `a wrong URL is refused without being quoted`(url: String) {
        let refusal = #expect(throws: PostgresError.self) {
            try PostgresSettings(url: url, applicationName: "x")
        }
        #expect(refusal.map { "\($0) \(String(reflecting: $0))".contains("secret") } != true)
    }

    @Test func `settings never print the password`() throws {
        let settings = try PostgresSettings(url: "postgresql://u:secret@h/x", applicationName: "x")
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!"\(settings) \(String(reflecting: settings)) \(dumped)".contains("secret"))
    }
}
