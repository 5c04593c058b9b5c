import Domain
import Foundation
import TestSupport
import Testing

@testable import Mail

/// Mails judged by Python's `email` package: no defect, and every text equal after decoding.
@Suite(.timeLimit(.minutes(1)))
struct MailJudgeTests {
    private struct Expected: Encodable {
        var fromName: String
        var subject: String
        var text: String
        var html: String?
        var listName: String
        var date: Int
        var messageID: String
    }

    private static let ownStrings = [
        "Le numéro de mai", "x", " leading and trailing ", "double  spaces   inside", "=?UTF-8?Q?not_encoded?=",
        String(repeating: "é", count: 200), String(repeating: "x", count: 300),
        String(repeating: "a ", count: 140) + "b",
        "田中さんにあげて下さい", "👩‍👩‍👧‍👧 family", "e\u{301}\u{301}\u{301}", "\u{202E}right to left", "\ttab\tbed",
        "\"quoted\" \\ back",
        "a, b; c: d <e@f.example> (g)", "=", "=3D", "From here", ".", "..", "--", "a\u{A0}b", "\u{FEFF}bom",
        "&amp; <b>", "\u{7F}",
    ]
    private static let ownBodies = [
        "", "\n", "a\nb\n", "a\r\nb", "trailing space \nand tab\t\n", "no end", ".\n.\n", "--=_0\n", "a\rb",
        String(repeating: "x", count: 76), String(repeating: "x", count: 77), String(repeating: "é", count: 400),
        String(repeating: "x", count: 75) + " ", String(repeating: "=", count: 30), "\n\n\n", "a\u{2028}b\u{85}c",
    ]

    private func write(_ subject: String, _ body: String, html: Bool, number: Int, in folder: URL) throws {
        let expected = Expected(
            fromName: subject, subject: subject, text: body, html: html ? "<p>\(body)</p>\n" : nil,
            listName: String(String.UnicodeScalarView(subject.unicodeScalars.prefix(80))),
            date: 1_793_696_460 + 86_399 * number, messageID: "\(number).x@us.example")
        let mail = try MailMessage(
            from: .init(name: subject, address: try EmailAddress("news@us.example")),
            to: try EmailAddress("ana@there.example"), subject: subject, text: body, html: expected.html,
            date: Date(timeIntervalSince1970: Double(expected.date)), messageID: expected.messageID,
            extraHeaders: [
                ("List-Id", "\(try HeaderText.phrase(expected.listName)) <news.us.example>"),
                ("List-Unsubscribe", "<https://us.example/u/abc>, <mailto:leave@us.example?subject=abc>"),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ])
        try Data(mail.rendered()).write(to: folder.appending(path: "\(number).eml"))
        try JSONEncoder().encode(expected).write(to: folder.appending(path: "\(number).json"))
    }

    private func judge(_ pairs: [(subject: String, body: String)]) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mails-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, pair) in pairs.enumerated() {
            try write(pair.subject, pair.body, html: number.isMultiple(of: 2), number: number, in: folder)
        }
        let verdict = try await Judge.run("/usr/bin/python3", [Judge.script("judge_mail.py"), folder.path])
        #expect(verdict.output == "\(pairs.count) mails, no fault\n")
        #expect(verdict.status == 0)
    }

    @Test func `every subject and every body comes back equal`() async throws {
        let subjects = Self.ownStrings.map { ($0, $0) }
        let bodies = Self.ownBodies.flatMap { [("x", $0), ("y", $0)] }
        try await judge(subjects + bodies)
    }

    @Test(.realData)
    func `the naughty strings that a title and a text accept come back equal`() async throws {
        let file = try RealData.folder.appending(path: "security/blns.json")
        let strings = try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
        let pairs = strings.compactMap { string -> (String, String)? in
            guard let body = try? Markdown(string) else { return nil }
            return ((try? OneLine(string))?.text ?? "x", body.text)
        }
        #expect(pairs.count > 500)
        try await judge(pairs)
    }
}
