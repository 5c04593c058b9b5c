import Domain
import Foundation
import Testing

struct ValueTests {
    @Test(arguments: ["Café", "a", "l'atelier", "𝕿𝖍𝖊", "<b>", "\u{200B}x", String(repeating: "é", count: 300)])
    func `a line of text is kept unchanged`(text: String) throws {
        #expect(try OneLine(text).text == text)
    }

    @Test(arguments: [
        ("", "text-not-allowed"), ("   \t", "text-not-allowed"), ("a\nb", "text-not-allowed"),
        ("a\u{2028}b", "text-not-allowed"), ("a\u{1}b", "text-not-allowed"), ("a\u{FFFE}", "text-not-allowed"),
        (String(repeating: "a", count: 301), "text-too-long"),
    ])
    func `a line that breaks a rule does not exist`(text: String, code: String) {
        let error = #expect(throws: InvalidValue.self) { try OneLine(text) }
        #expect(error?.rule.code == code)
    }

    @Test(arguments: ["jo@exemple.fr", "j.o+lettre@sous.exemple.org", "o'neil@a-b.example"])
    func `an ordinary address is accepted`(text: String) throws {
        #expect(try EmailAddress(text).text == text)
    }

    @Test(arguments: [
        "", "jo", "jo@", "@exemple.fr", "jo@exemple", "jo@@exemple.fr", "jo@ex emple.fr", "jo@-ex.fr", ".jo@exemple.fr",
        "j..o@exemple.fr", "jo@exemple.fr\r\nBcc: x@y.fr", "jo@127.0.0.1", "jo@exemple..fr", "é@exemple.fr",
    ])
    func `an address that could not be written to is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try EmailAddress(text) }
    }

    @Test func `the domain of an address is kept in lower case`() throws {
        #expect(try EmailAddress("Jo@EXEMPLE.fr").text == "Jo@exemple.fr")
    }

    @Test(arguments: ["https://exemple.fr", "http://exemple.fr/a?b=c#d", "https://exemple.fr:8443/é"])
    func `a web address is kept unchanged`(text: String) throws {
        #expect(try WebAddress(text).text == text)
    }

    @Test(arguments: [
        "", "exemple.fr", "javascript:alert(1)", "data:text/html,x", "ftp://exemple.fr", "https://", "https://a b",
        "https://jo:secret@exemple.fr/", "//exemple.fr", "https://exemple.fr/\u{1}",
    ])
    func `what is not a web address is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try WebAddress(text) }
    }

    @Test(arguments: [
        (90.0, 180.0, true), (-90, -180, true), (90.1, 0, false), (0, 180.1, false), (.nan, 0, false),
        (0, .infinity, false),
    ])
    func `a position is on the globe`(latitude: Double, longitude: Double, valid: Bool) {
        #expect(((try? Coordinates(latitude: latitude, longitude: longitude)) != nil) == valid)
    }

    @Test(arguments: [("21231", "21"), ("2A004", "2A"), ("97411", "974"), ("75110", "75")])
    func `a commune's code tells its département`(commune: String, departement: String) throws {
        #expect(try CommuneCode(commune).departement.text == departement)
    }

    @Test(arguments: ["", "2123", "212311", "2C004", "abcde", "２１２３１"])
    func `what is not a commune's code is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try CommuneCode(text) }
    }

    @Test(arguments: [
        ("2026-02-28", true), ("2024-02-29", true), ("2026-02-29", false), ("1900-02-29", false), ("2000-02-29", true),
        ("2026-13-01", false), ("2026-1-1", false), ("", false), ("2026-04-31", false),
    ])
    func `a day exists in the calendar`(text: String, valid: Bool) {
        #expect(((try? CalendarDay(text)) != nil) == valid)
    }

    @Test(arguments: [
        ("2026-11-24T18:00:00Z", 1_795_543_200.0), ("2026-11-24T19:00:00+01:00", 1_795_543_200),
        ("2026-11-24T18:00:00.999Z", 1_795_543_200),
    ])
    func `a moment is read with its offset and without its fraction`(text: String, seconds: Double) {
        #expect(Date(rfc3339: text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026-11-24", "2026-11-24T18:00:00", "2026-11-24T18:00:00.Z", "demain", "2026-13-24T18:00:00Z",
    ])
    func `what is not a moment is refused`(text: String) {
        #expect(Date(rfc3339: text) == nil)
    }
}
