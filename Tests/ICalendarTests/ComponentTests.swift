import Domain
import Foundation
import ICalendar
import Testing

@Suite struct ComponentTests {
    @Test(arguments: [
        ("a;b,c\\d", #"a\;b\,c\\d"#), ("one\r\ntwo\rthree\nfour", #"one\ntwo\nthree\nfour"#),
        ("\"t\"\tab", "\"t\"\tab"),
        ("bell\u{7}del\u{7F}", "bell\u{FFFD}del\u{FFFD}"), ("back\\n", #"back\\n"#),
    ])
    func `text is escaped as RFC 5545 says and no further`(text: String, line: String) {
        let lines = Self.lines(Component("VEVENT", [.text("SUMMARY", text)]))
        #expect(lines.contains("SUMMARY:\(line)"))
    }

    @Test func `long lines are folded at 75 octets and not inside a character`() {
        let text = String(repeating: "é🏳️‍🌈x", count: 100)
        let bytes = Component("VEVENT", [.text("SUMMARY", text)]).bytes()
        let lines = bytes.split(separator: UInt8(ascii: "\n"))
        #expect(lines.allSatisfy { $0.count <= 76 && $0.last == UInt8(ascii: "\r") })
        #expect(lines.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
        #expect(
            String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n ", with: "", options: .literal)
                .contains("SUMMARY:\(text)\r\n"))
    }

    @Test(arguments: [
        (ServedTimeZone.paris, "2026-07-14T10:00:00Z", "DTSTART;TZID=Europe/Paris:20260714T120000"),
        (.paris, "2026-10-25T00:30:00Z", "DTSTART;TZID=Europe/Paris:20261025T023000"),
        // The second half past two of that night has no local name.
        (.paris, "2026-10-25T01:30:00Z", "DTSTART:20261025T013000Z"),
        (.martinique, "2026-01-01T03:59:59Z", "DTSTART;TZID=America/Martinique:20251231T235959"),
    ])
    func `moments are told in their zone`(zone: ServedTimeZone, moment: String, line: String) throws {
        let date = try #require(Date(rfc3339: moment))
        #expect(Self.lines(Component("VEVENT", [.local("DTSTART", date, in: zone)])).contains(line))
    }

    @Test func `values keep their types`() throws {
        let lines = Self.lines(
            Component(
                "VCALENDAR",
                [
                    .literal("REFRESH-INTERVAL", "PT1H"), .uri("SOURCE", "https://a.example/x,y;z"),
                    .uri("CONFERENCE", "https://a.example/", parameter: "FEATURE=VIDEO"), .number("SEQUENCE", 3),
                    .position("GEO", try Coordinates(latitude: 47.25, longitude: -5.5)), nil,
                ]))
        #expect(lines.contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H"))
        #expect(lines.contains("SOURCE;VALUE=URI:https://a.example/x,y;z"))
        #expect(
            lines.contains { $0.hasPrefix("CONFERENCE;") && $0.contains("VALUE=URI") && $0.contains("FEATURE=VIDEO") })
        #expect(lines.contains("SEQUENCE:3"))
        #expect(lines.contains("GEO:47.250000;-5.500000"))
    }

    static func lines(_ component: Component) -> [String] {
        String(decoding: component.bytes(), as: UTF8.self).replacingOccurrences(
            of: "\r\n ", with: "", options: .literal
        ).components(separatedBy: "\r\n")
    }
}
