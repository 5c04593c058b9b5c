import Domain
import Foundation
import HTMLKit
import TestSupport
import Testing

@Suite struct HTMLTests {
    @Test(arguments: [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("\"quoted\" and 'so'", "&quot;quoted&quot; and &#39;so&#39;"),
        ("one\r\ntwo\rthree", "one&#13;\ntwo&#13;three"),
        ("&amp;", "&amp;amp;"),
        (
            "<\u{301}script\u{301}>\u{FE0F} \"\u{200D}'\u{301}",
            "&lt;\u{301}script\u{301}&gt;\u{FE0F} &quot;\u{200D}&#39;\u{301}"
        ),
        ("été 🏳️‍🌈", "été 🏳️‍🌈"),
        ("", ""),
    ])
    func `text is escaped byte by byte`(text: String, markup: String) {
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(Array(html.text.utf8) == Array("<p title=\"\(markup)\">\(markup)</p>".utf8))
    }

    @Test func `a quote with a combining mark does not close the attribute`() async throws {
        let text = "x\"\u{301} onmouseover=alert(1) y=\"\u{301}"
        try await Self.expectUnchanged([text])
    }

    @Test func `markup inside markup stays markup`() {
        let name: String? = "<A>"
        let missing: HTML? = nil
        let list: HTML = "<ul>\(["<", "b"].map { "<li>\($0)</li>" })</ul>"
        let html: HTML =
            "\(name.map { "<b>\($0)</b>" })\(missing)\(list)\(if: true, "<i>1</i>")\(if: false, "<i>2</i>")"
        #expect(html == "<b>&lt;A&gt;</b><ul><li>&lt;</li><li>b</li></ul><i>1</i>")
    }

    @Test func `values of the domain are written as their text`() throws {
        let id = Place.ID.new()
        let title = try OneLine("Café & cie")
        let html: HTML = "<b id=\"\(id)\">\(title) \(42)</b>"
        #expect(html.text == "<b id=\"\(id)\">Café &amp; cie 42</b>")
    }

    @Test func `payloads of attackers are shown and nothing else`() async throws {
        try await Self.expectUnchanged([
            "<script>alert(1)</script>", "\" autofocus onfocus=alert(1) x=\"", "' onclick='alert(1)",
            "</div><img src=x onerror=alert(1)>",
            "<!--", "-->", "]]>", "&lt;script&gt;", "&#x3c;b", "<svg/onload=alert(1)", "javascript:alert(1)",
            "<\u{301}b>",
            "line\r\nline\rline\n\tend",
        ])
    }

    @Test(.realData) func `known payloads are shown and nothing else`() async throws {
        struct Vector: Decodable { let payload: String }
        let payloads = try String(
            decoding: Data(contentsOf: RealData.folder.appending(path: "security/xss-payloads.open.txt")), as: UTF8.self
        )
        .split(separator: "\n").map(String.init)
        let vectors = try Data(contentsOf: RealData.folder.appending(path: "security/dompurify-vectors.open.jsonl"))
            .split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(Vector.self, from: $0).payload }
        let naughty = try RealData.naughtyStrings()
        #expect(payloads.count > 800 && vectors.count > 100 && naughty.count > 500)
        try await Self.expectUnchanged((payloads + vectors + naughty).filter { (try? Markdown($0)) != nil })
    }

    /// A parser finds each text again, as text and as an attribute, and no element that was not written.
    static func expectUnchanged(_ texts: [String]) async throws {
        let numbered = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("t\($0)", $1) })
        let elements = numbered.map { key, text -> HTML in
            "<div id=\"\(key)\" title=\"\(text)\">\(text)</div>"
        }
        let page: HTML = "<!doctype html><meta charset=\"utf-8\"><title>t</title><body>\(elements)</body>"
        try await FormatJudge.html.check(page.bytes, expecting: numbered.mapValues { ["text": $0, "attribute": $0] })
    }
}
