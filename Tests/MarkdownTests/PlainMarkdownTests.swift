import Domain
import MarkdownKit
import Testing

@Suite struct PlainMarkdownTests {
    @Test(arguments: [
        ("", ""),
        ("# Le *lieu*\n\nOuvert à **tous**.\nVenez.", "Le lieu\n\nOuvert à tous.\nVenez."),
        ("- a\n- b\n  1. c\n  2. d\n\ne", "- a\n- b\n  1. c\n  2. d\n\ne"),
        ("[a](https://x.example) b", "a (https://x.example) b"),
        ("<https://x.example> www.y.example a@z.example", "https://x.example www.y.example a@z.example"),
        ("[a](javascript:b) ![c](https://x.example)", "a c (https://x.example)"),
        ("|a|b|\n|-|-|\n|1|2|\n\nc", "a | b\n1 | 2\n\nc"),
        ("> a\n\n```\nb\nc\n```\n<b>d</b>", "a\n\nb\nc\n\n<b>d</b>"),
        ("a\n\n---\n\n&eacute; &#1;", "a\n\né \u{FFFD}"),
    ])
    func `marks are read and left out`(markdown: String, text: String) throws {
        #expect(try PlainMarkdown.text(Markdown(markdown)) == text)
    }

    @Test func `addresses may be left out`() throws {
        #expect(try PlainMarkdown.text(Markdown("[a](https://x.example) b"), showingLinks: false) == "a b")
    }
}
