import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// What people type comes back as they typed it, wherever it is told; what no feed could carry is refused at the door.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct NaughtyStringTests {
    @Test func `awkward texts come back equal from API, page, feeds and mail, or are refused`() async throws {
        let long = String(repeating: "é", count: 300)
        try await tell(
            [
                "a;b,c\\d", "\\n and \\N", "\"quoted\" 'so' <b>&amp;</b>", "tab\there", "x\"\u{301} onload=alert(1)",
                "]]>",
                "trailing \\", "  spaces  ", "é🏳️‍🌈\u{202E}bidi", "CON:NUL", "${jndi:ldap://x}", "=?UTF-8?B?w6k=?=",
                "'; DROP TABLE events; --", "\u{FEFF}byte order", "e\u{301}\u{E9}", "* [a](javascript:alert(1))", long,
                "{{7*7}} %s %00 &#0; &nbsp;", "Bcc: all@exemple.fr", ".",
            ],
            [
                "", " \t ", "two\nlines", "nul\u{0}", "escape\u{1B}[0m", "not\u{FFFE}a character", "b\u{2028}c",
                long + "é",
            ])
    }

    @Test(.realData)
    func `naughty strings come back equal from API, page, feeds and mail, or are refused`() async throws {
        let strings = try RealData.naughtyStrings()
        let refused = strings.filter { text in
            text.unicodeScalars.allSatisfy(\.properties.isWhitespace) || !text.unicodeScalars.allSatisfy(isCarried)
                || text.unicodeScalars.contains { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) }
        }
        #expect(strings.count == 515)
        #expect(strings.count { !$0.unicodeScalars.allSatisfy(isCarried) } == 6)
        try await tell(strings.filter { !refused.contains($0) }, refused)
    }

    /// The good must be taken as title and as description, the bad be refused as title; as description too when XML can
    /// not carry them.
    private func tell(_ good: [String], _ bad: [String]) async throws {
        try await withTestSystem { system in
            try await system.startAll()
            let staff = try await system.run(.directory, "key", "create", "--role", "staff")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let teller = TextTeller(system: system, staff: staff)
            for text in bad {
                try await teller.isRefused(title: text, description: nil)
                if !text.unicodeScalars.allSatisfy(isCarried) {
                    try await teller.isRefused(title: "Un titre", description: text)
                }
            }
            #expect(try await system.one("SELECT count(*) FROM events", in: .events) == 0)
            #expect(try await system.one("SELECT count(*) FROM outbox", in: .events) == 0)

            let reader = "lectrice-\(UUID().uuidString.prefix(8).lowercased())@exemple.fr"
            try await Story(system: system, staff: staff).subscribe(reader)
            var told = try await teller.publish(good.map { (title: $0, description: $0) }, mailedTo: reader)
            let others = bad.filter { $0.unicodeScalars.allSatisfy(isCarried) }
            told += try await teller.publish(others.map { (title: "Un titre", description: $0) }, mailedTo: reader)
            try await teller.comesBack(told, mailedTo: reader)
        }
    }

    /// The production `Char` of XML 1.0.
    private func isCarried(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
        default: false
        }
    }
}
