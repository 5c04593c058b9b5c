import Domain
import HTMLKit
import Testing

@Suite struct MarkdownTextTests {
    @Test(arguments: [
        ("", ""),
        ("one", "<p>one</p>\n"),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("one\r\ntwo\r\n \t\r\nthree\r\n", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("one\rtwo", "<p>one<br>\ntwo</p>\n"),
        ("**a** <b>", "<p>**a** &lt;b&gt;</p>\n"),
    ])
    func `lines and paragraphs are kept and marks are not read`(markdown: String, html: String) throws {
        #expect(try MarkdownText.html(Markdown(markdown)).text == html)
    }
}
