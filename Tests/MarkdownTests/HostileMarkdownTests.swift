import Domain
import Foundation
import HTMLKit
import MarkdownKit
import TestSupport
import Testing

@Suite struct HostileMarkdownTests {
    @Test(.realData) func `no payload gets a script, a style, a frame or an address of another scheme into a page`()
        async throws
    {
        struct Vector: Decodable { let payload: String }
        let security = try RealData.folder.appending(path: "security")
        let payloads = try String(
            decoding: Data(contentsOf: security.appending(path: "xss-payloads.open.txt")), as: UTF8.self
        )
        .split(separator: "\n").map(String.init)
        let vectors = try Data(contentsOf: security.appending(path: "dompurify-vectors.open.jsonl"))
            .split(separator: UInt8(ascii: "\n"))
            .map { try JSONDecoder().decode(Vector.self, from: $0).payload }
        let naughty = try RealData.naughtyStrings()
        #expect(payloads.count > 800 && vectors.count > 100 && naughty.count > 500)
        try await Self.expectSafe(payloads + vectors + naughty)
    }

    @Test func `marks that hold payloads stay harmless`() async throws {
        try await Self.expectSafe([
            "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)",
            "https://x.example/\" onclick=alert(1) x=\"", "https://x.example/'><script>alert(1)</script>",
            "data:text/html;base64,PHNjcmlwdD4=", "//evil.example", "x\"\u{301} onmouseover=alert(1) y=\"\u{301}",
            "</p></section><script>alert(1)</script>", "--><script>alert(1)</script>", "<?php ?>", "<![CDATA[x]]>",
            "| a | <b onclick=alert(1)> |\n|---|---|\n| <script> | \" |", "```\"><script>\nx\n```",
            "[x]: javascript:alert(1)\n\n[x] ![x]", "<javascript:alert(1)>", "<mailto:a@b.example?x=\"onclick=1>",
            "http://a.example/\u{202E}\"onclick=1", "www.x.example\"onmouseover=1", "<https://x.example/?\u{FE0F}\">",
        ])
    }

    @Test func `what is nested beyond measure is still a page`() async throws {
        let quote = String(repeating: "> ", count: 60)
        let list = (0..<60).map { String(repeating: "  ", count: $0) + "- a\n" }.joined()
        let inside = String(repeating: "  ", count: 60)
        try await Self.expectSafe([
            "\(quote)|a|b|\n\(quote)|-|-|\n\(quote)|1|2|", "\(list)\n\(inside)|a|\n\(inside)|-|\n\(inside)|*1*|", list,
            "\(list)\n\(inside)# a\n\(inside)> b",
            String(repeating: "*a **b ", count: 99) + String(repeating: "c** d*", count: 99),
            String(repeating: "[", count: 99) + "a" + String(repeating: "](http://x.example)", count: 99),
            String(repeating: "![", count: 99) + "*a*" + String(repeating: "](http://x.example)", count: 99),
        ])
    }

    @Test func `texts put together at random are pages`() async throws {
        var random = Repeatable(seed: 11)
        let pieces = [
            "*", "**", "_", "~~", "`", "```\n", "[", "](", ")", "![", "http://x.example", "<b>", "<script>", "|",
            "\n|-|-|\n", "\n",
            "\n\n", "- ", "1. ", "> ", "# ", "    ", "a", "é", "&amp;", "&#0;", "\\", "\"", "<!--", "-->",
            "mailto:a@x.example", "---",
        ]
        let texts = (0..<400).map { _ in
            (0..<Int.random(in: 1...40, using: &random)).compactMap { _ in pieces.randomElement(using: &random) }
                .joined()
        }
        try await Self.expectSafe(texts)
    }

    /// A text of 20 kB is rendered within this time, without optimisation and on a machine that does other things.
    static let bound = Duration.seconds(2)

    @Test(arguments: [
        "![[]()", "[", "![", "[a](", "*a_", "**a ", "`", "> ", ">", "- ", "* a\n", "<", "<a ", "<!--", "&#1;", "|a",
        "~a",
        "[a]", "](", "\\", "a@b.", "www.", "http://", "x\n-\n", "[^1]", "_*~`", "1. ", " ", "\n", "&amp;", "![a](b)",
    ])
    func `a text that repeats one mark is rendered in time`(mark: String) throws {
        try Self.expectInTime(String(repeating: mark, count: Markdown.maximumBytes / mark.utf8.count))
    }

    @Test(arguments: [
        "a|\n" + String(repeating: "-|", count: 5_000) + "\n" + String(repeating: "a\n", count: 4_000),
        String(repeating: "a|", count: 4_000) + "\n" + String(repeating: "-|", count: 4_000) + "\n"
            + String(repeating: "a\n", count: 1_900),
        "[a]: http://x.example/" + String(repeating: "b", count: 1_900) + "\n\n"
            + String(repeating: "[a]\n", count: 4_500),
        String(repeating: "*a **a ", count: 2_800), String(repeating: "[a](<b", count: 3_300),
        (1...180).map { String(repeating: ">", count: $0) + "a" }.joined(separator: "\n"),
        (1...180).map { String(repeating: " ", count: $0) + "- a" }.joined(separator: "\n"),
        String(repeating: "`", count: 100) + (1...190).map { String(repeating: "`", count: $0) + "a" }.joined(),
    ])
    func `a text made to cost much is rendered in time, and not to much`(text: String) throws {
        let html = try Self.expectInTime(text)
        #expect(html.bytes.count < 1_000_000)
    }

    @discardableResult
    static func expectInTime(_ text: String) throws -> HTML {
        let markdown = try Markdown(text)
        let clock = ContinuousClock()
        var html = HTML.empty
        let time = clock.measure {
            html = RenderedMarkdown.html(markdown)
            _ = PlainMarkdown.text(markdown)
        }
        #expect(time < bound)
        return html
    }

    /// Each text as it is, with marks that join a letter after every special character, and as the address of a link.
    static func expectSafe(_ texts: [String]) async throws {
        let joiners = ["", "\u{301}", "\u{200D}", "\u{FE0F}"]
        let variants = texts.flatMap { text in joiners.map { joined(text, with: $0) } }
        let placed = variants + variants.flatMap { ["[a](\($0))", "![a](<\($0)>)"] }
        let rendered = placed.compactMap { try? Markdown($0) }.map { RenderedMarkdown.html($0) }
        #expect(rendered.count > texts.count)
        let sections = rendered.enumerated().map { "<section id=\"t\($0)\">\($1)</section>" as HTML }
        let page: HTML = "<!doctype html><meta charset=\"utf-8\"><title>t</title><body>\(sections)</body>"
        let keys = Dictionary(uniqueKeysWithValues: rendered.indices.map { ("t\($0)", [String: String]()) })
        try await FormatJudge.markdown.check(page.bytes, expecting: keys)
    }

    private static func joined(_ text: String, with joiner: String) -> String {
        guard !joiner.isEmpty else { return text }
        let special = Set("<>&\"'".unicodeScalars)
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            result.unicodeScalars.append(scalar)
            if special.contains(scalar) { result += joiner }
        }
    }
}
