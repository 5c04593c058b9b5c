import Domain
import HTMLKit
import MarkdownKit
import Testing

@Suite struct RenderedMarkdownTests {
    @Test(arguments: [
        ("", ""),
        ("one", "<p>one</p>\n"),
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("one\r\ntwo\r\n\r\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>\n"),
        ("- a\n- b\n  1. c", "<ul>\n<li>a</li>\n<li>b\n<ol>\n<li>c</li>\n</ol>\n</li>\n</ul>\n"),
        ("3. a\n\n4. b", "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("```sh\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
    ])
    func `marks become elements`(markdown: String, html: String) throws {
        #expect(try RenderedMarkdown.html(Markdown(markdown)).text == html)
    }

    @Test func `a table has a head and a body`() throws {
        let html = try RenderedMarkdown.html(Markdown("|a||\n|-|-|\n|1|*2*|\n|3|4|"))
        #expect(
            html.text == "<table>\n<thead>\n<tr><th scope=\"col\">a</th><td></td></tr>\n</thead>\n"
                + "<tbody>\n<tr><td>1</td><td><em>2</em></td></tr>\n<tr><td>3</td><td>4</td></tr>\n</tbody>\n</table>\n"
        )
    }

    @Test func `headings stand below the page's own and skip no level`() throws {
        let text = try Markdown("# a\n### b\n###### c\n## d")
        #expect(RenderedMarkdown.html(text).text == "<h2>a</h2>\n<h3>b</h3>\n<h4>c</h4>\n<h3>d</h3>\n")
        #expect(
            RenderedMarkdown.html(text, headingsFrom: 5).text == "<h5>a</h5>\n<h6>b</h6>\n<h6>c</h6>\n<h6>d</h6>\n")
        #expect(try RenderedMarkdown.html(Markdown("### a")).text == "<h2>a</h2>\n")
        // Headings that the text has beside each other stay so, whatever its highest is.
        #expect(
            try RenderedMarkdown.html(Markdown("## a\n### b\n## c")).text
                == "<h2>a</h2>\n<h3>b</h3>\n<h2>c</h2>\n")
    }

    @Test(arguments: [
        ("[a](https://x.example/?b=1&c)", "https://x.example/?b=1&amp;c"),
        ("[a](HTTP://x.example)", "HTTP://x.example"),
        ("[a](mailto:a@x.example?subject=b)", "mailto:a@x.example"),
        ("[a](tel:+33%203)", nil), ("[a](<tel:+33 3 80 00 00 00>)", "tel:+33380000000"),
        ("[a](//x.example)", nil), ("[a](/places)", nil), ("[a](#top)", nil), ("[a](x.html)", nil), ("[a]()", nil),
        ("[a](javascript:alert(1))", nil), ("[a](JavaScript&colon;alert(1))", nil), ("[a](data:text/html,b)", nil),
        ("[a](vbscript:b)", nil), ("[a](ftp://x.example)", nil), ("[a](https://u:p@x.example)", nil),
        ("[a](<java\tscript:b>)", nil), ("[a](\u{1}javascript:b)".replacing("\u{1}", with: "&#1;"), nil),
    ])
    func `a link leads where links may lead, or is its text`(markdown: String, address: String?) throws {
        let link = address.map { "<a href=\"\($0)\" rel=\"nofollow ugc noopener\">a</a>" } ?? "a"
        #expect(try RenderedMarkdown.html(Markdown(markdown)).text == "<p>\(link)</p>\n")
    }

    @Test(arguments: [
        (
            "![a *b*](https://x.example/c.png)",
            "<a href=\"https://x.example/c.png\" rel=\"nofollow ugc noopener\">a b</a>"
        ),
        ("![](https://x.example)", "<a href=\"https://x.example\" rel=\"nofollow ugc noopener\">https://x.example</a>"),
        ("![a](c.png)", "a"),
        (
            "[![a](https://x.example)](https://y.example)",
            "<a href=\"https://y.example\" rel=\"nofollow ugc noopener\">a</a>"
        ),
        (
            "![a [b](https://y.example)](https://x.example)",
            "<a href=\"https://x.example\" rel=\"nofollow ugc noopener\">a b</a>"
        ),
    ])
    func `a picture is a link to it, and no link is in a link`(markdown: String, html: String) throws {
        #expect(try RenderedMarkdown.html(Markdown(markdown)).text == "<p>\(html)</p>\n")
    }

    @Test(arguments: [
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"),
        ("<script>\nalert(1)\n</script>", "<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>\n"),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>\n"),
    ])
    func `markup in the text is shown as it was typed`(markdown: String, html: String) throws {
        #expect(try RenderedMarkdown.html(Markdown(markdown)).text == html)
    }

    @Test func `a reference names no character that a feed could not carry`() throws {
        let html = try RenderedMarkdown.html(Markdown("&#1; `&#2;` &#xFFFE; &#xD800; &eacute;\n\n    &#3;")).text
        #expect(
            html == "<p>\u{FFFD} <code>&amp;#2;</code> \u{FFFD} \u{FFFD} é</p>\n<pre><code>&amp;#3;\n</code></pre>\n")
    }
}
