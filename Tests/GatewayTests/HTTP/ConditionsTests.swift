import Domain
import Foundation
import HTTPTypes
import Testing

@testable import Gateway

@Suite struct ConditionsTests {
    @Test(arguments: [
        ("\"a\"", true), ("W/\"a\"", true), ("\"b\", \"a\"", true), ("\"b\",W/\"a\"", true), ("*", true), (" *", true),
        ("\"b\"", false), ("\"A\"", false), ("a", false), ("", false), ("\"", false), ("\"x,\", \"a\"", true),
        ("\"a", false),
    ])
    func `If-None-Match names tags`(list: String, matches: Bool) {
        #expect(Conditions.isUnchanged([.ifNoneMatch: list], tag: "\"a\"", lastModified: nil) == matches)
    }

    @Test(arguments: [
        ("Tue, 24 Nov 2026 18:00:00 GMT", true), ("Tue, 24 Nov 2026 18:00:01 GMT", true),
        ("Tue, 24 Nov 2026 17:59:59 GMT", false), ("hier", false), ("", false),
    ])
    func `If-Modified-Since counts by the second`(text: String, unchanged: Bool) throws {
        let date = try #require(Date(rfc3339: "2026-11-24T18:00:00Z"))
        #expect(Conditions.isUnchanged([.ifModifiedSince: text], tag: "\"a\"", lastModified: date) == unchanged)
    }

    @Test func `a tag outweighs a date`() throws {
        let date = try #require(Date(rfc3339: "2026-11-24T18:00:00Z"))
        let fields: HTTPFields = [.ifNoneMatch: "\"b\"", .ifModifiedSince: "Tue, 24 Nov 2026 18:00:00 GMT"]
        #expect(!Conditions.isUnchanged(fields, tag: "\"a\"", lastModified: date))
    }

    @Test(arguments: [
        ("\"7\"", 7), ("\"7-0a1b2c\"", 7), ("W/\"12-x\"", 12), ("\"3-abc-gz\"", 3), ("*", nil), (" *", nil),
    ])
    func `If-Match carries a version`(text: String, version: Int?) throws {
        #expect(try Conditions.expectedVersion(text) == version)
    }

    @Test(arguments: ["7", "\"abc\"", "\"\"", "", "\"0\"", "\"-1\"", "\"99999999999999999999\""])
    func `what no ETag of ours looks like is refused`(text: String) {
        #expect(throws: Conditions.MalformedCondition.self) { try Conditions.expectedVersion(text) }
    }

    @Test(arguments: [
        "1994-11-06T08:49:37Z", "2026-11-24T18:00:00Z", "2028-02-29T23:59:59Z", "2030-01-01T00:00:00Z",
    ])
    func `a date of HTTP reads back`(text: String) throws {
        let date = try #require(Date(rfc3339: text))
        #expect(HTTPDate.read(HTTPDate.text(of: date)) == date)
    }

    @Test func `a date is written as the standard's example`() throws {
        let date = try #require(Date(rfc3339: "1994-11-06T08:49:37Z"))
        #expect(HTTPDate.text(of: date) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
