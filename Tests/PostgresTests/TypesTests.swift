import Domain
import Foundation
import TestSupport
import Testing

@testable import Postgres

/// What is written comes back the same, through a real server.
@Suite(.timeLimit(.minutes(1)))
struct TypesTests {
    static let naughtyTexts = [
        "", " ", "'; DROP TABLE x; --", #"\"#, #"\\x00"#, "\"", "$1", "NULL", "null", "{a,b}", "é", "e\u{301}",
        "👩‍👩‍👧", "\u{202E}abc", "\u{FEFF}", "\r\n\t", "\u{1}\u{7F}", "\u{FFFF}\u{10FFFF}", "%s %n", "<b>&amp;",
        String(repeating: "long ", count: 200_000),
    ]

    struct Everything: Codable, Equatable, Sendable {
        var wholeNumber: Int
        var small: Int32
        var real: Double
        var flag: Bool
        var word: String
        var moment: Date
        var uuid: UUID
        var raw: Data
        var bytes: [UInt8]
        var placeId: Place.ID
        var title: OneLine
        var day: CalendarDay
        var state: Place.State
        var numbers: [Int]
        var words: [String?]
        var kinds: [Place.Kind]
        var moments: [Date]
        var address: Address
        var missing: Int?
        var noDay: CalendarDay?
        var noList: [String]?
    }

    @Test func `every type survives the way there and back`() async throws {
        try await withTestDatabase { pool, _ async throws in
            let id = Place.ID.new()
            let value = Everything(
                wholeNumber: .min, small: .max, real: 0.1 + 0.2, flag: true, word: "l'été",
                moment: Date(timeIntervalSince1970: 1_795_546_160.123456), uuid: UUID(), raw: Data([0, 255]), bytes: [],
                placeId: id, title: try OneLine("Le \"Lieu\""), day: try CalendarDay("2026-02-28"),
                state: .emerging, numbers: [3, -1], words: ["a,b", nil, "NULL", #"q"\"#, ""],
                kinds: [.fablab, .culturalWasteland], moments: [Date(timeIntervalSince1970: 0.5)],
                address: Address(commune: try OneLine("Brest"), communeCode: try CommuneCode("29019")),
                missing: nil, noDay: nil, noList: nil)
            let words = ArrayText.encode(value.words)
            let back: Everything = try await pool.one(
                """
                SELECT \(value.wholeNumber)::bigint AS whole_number, \(value.small)::int AS small,
                    \(value.real)::float8 AS real, \(value.flag)::bool AS flag, \(value.word) AS word,
                    \(value.moment)::timestamptz AS moment, \(value.uuid)::uuid AS uuid, \(value.raw)::bytea AS raw,
                    \(value.bytes)::bytea AS bytes, \(value.placeId)::uuid AS place_id, \(value.title) AS title,
                    \(value.day)::date AS day, \(value.state) AS state, \(value.numbers)::bigint[] AS numbers,
                    \(words)::text[] AS words, \(value.kinds)::text[] AS kinds,
                    \(value.moments)::timestamptz[] AS moments, \(json: value.address)::jsonb AS address,
                    \(value.missing)::int AS missing, \(value.noDay)::date AS no_day, \(value.noList)::text[] AS no_list
                """)
            #expect(back == value)
        }
    }

    @Test func `texts come back as they were, alone and in arrays`() async throws {
        try await withTestDatabase { pool, _ async throws in
            for text in Self.naughtyTexts {
                let back = try await pool.one("SELECT \(text)::text", as: String.self)
                #expect(Array(back.utf8) == Array(text.utf8))
            }
            let all = try await pool.one("SELECT \(Self.naughtyTexts)::text[]", as: [String].self)
            #expect(all.map { Array($0.utf8) } == Self.naughtyTexts.map { Array($0.utf8) })
        }
    }

    @Test func `a text with a zero byte is refused and not cut short`() async throws {
        try await withTestDatabase { pool, _ async throws in
            let refusal = await #expect(throws: PostgresError.self) {
                try await pool.one("SELECT \("before\0after")::text", as: String.self)
            }
            #expect(refusal?.sqlState == "22021")
        }
    }

    @Test(arguments: [0.0, -1.5, 1e9 + 0.000001, -63_082_540_800, 253_402_300_799.999999])
    func `the server reads a moment as it was meant`(seconds: Double) async throws {
        try await withTestDatabase { pool, _ async throws in
            let date = Date(timeIntervalSince1970: seconds)
            let epoch = try await pool.one("SELECT extract(epoch FROM \(date)::timestamptz)::float8", as: Double.self)
            #expect(abs(epoch - seconds) < 0.0001)
            if seconds > -62_000_000_000 {
                let back = try await pool.one("SELECT \(date)::timestamptz", as: Date.self)
                #expect(abs(back.timeIntervalSince(date)) < 0.000001)
                #expect(TimestampText.encode(back) == TimestampText.encode(date))
            }
        }
    }

    @Test func `single values decode from a single column`() async throws {
        try await withTestDatabase { pool, _ async throws in
            #expect(try await pool.one("SELECT count(*) FROM (VALUES (1), (2)) AS v", as: Int.self) == 2)
            #expect(try await pool.all("SELECT * FROM generate_series(1, 3)", as: Int.self) == [1, 2, 3])
            #expect(try await pool.one("SELECT NULL::timestamptz", as: Date?.self) == nil)
            #expect(try await pool.one("SELECT true", as: Bool.self))
            #expect(try await pool.one("SELECT 'paris'", as: String?.self) == "paris")
            #expect(try await pool.first("SELECT 1 WHERE false", as: Int.self) == nil)
            let id = Event.ID.new()
            #expect(try await pool.one("SELECT \(id)::uuid", as: Event.ID.self) == id)
            #expect(try await pool.one("SELECT 'Europe/Paris'", as: ServedTimeZone.self) == .paris)
            #expect(try await pool.one("SELECT sum(x) FROM (VALUES (1::bigint), (2)) v (x)", as: Int.self) == 3)
        }
    }

    struct Named: Decodable, Sendable {
        let placeName: OneLine
    }

    @Test func `an error names column and types and not the value`() async throws {
        try await withTestDatabase { pool, _ async throws in
            let secret = "secret\nvalue"
            let statements: [(SQL, String)] = [
                ("SELECT \(secret)::text AS place_name", "column place_name is no OneLine: type 25"),
                ("SELECT NULL::text AS place_name", "column place_name is no OneLine: NULL"),
                ("SELECT \(secret)::text AS other", "no column for placeName"),
            ]
            for (statement, reason) in statements {
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.one(statement, as: Named.self)
                }
                #expect(error?.description.hasPrefix("\(reason), in: SELECT") == true, "\(error as Any)")
                #expect(error.map { String(reflecting: $0).contains("secret") } == false)
            }
            await #expect(throws: PostgresError.self) { try await pool.one("SELECT 1.5::float8", as: Int.self) }
            await #expect(throws: PostgresError.self) { try await pool.one("SELECT 300", as: UInt8.self) }
            await #expect(throws: PostgresError.self) { try await pool.one("SELECT now()::timestamp", as: Date.self) }
            await #expect(throws: PostgresError.self) { try await pool.one("SELECT 'x'", as: ServedTimeZone.self) }
            await #expect(throws: PostgresError.self) { try await pool.one("SELECT 1, 2", as: Int.self) }
            await #expect(throws: PostgresError.self) { try await pool.one("SELECT 1 WHERE false", as: Int.self) }
            await #expect(throws: PostgresError.self) {
                try await pool.one("SELECT * FROM generate_series(1, 2)", as: Int.self)
            }
        }
    }
}
