import Domain
import HTMLKit

/// The few marks of Markdown that the site's own texts use: `## ` headings, `- ` lists, paragraphs and `<addresses>`.
enum PlainMarkdown {
    static func html(_ text: String) -> HTML {
        var result = HTML.empty
        var paragraph: [HTML] = []
        var items: [HTML] = []
        func close() {
            if !paragraph.isEmpty { result += "<p>\(paragraph)</p>\n" }
            let rows = items.map { item -> HTML in "<li>\(item)</li>\n" }
            if !rows.isEmpty { result += "<ul>\n\(rows)</ul>\n" }
            (paragraph, items) = ([], [])
        }
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.allSatisfy(\.isWhitespace) {
                close()
            } else if line.hasPrefix("## ") {
                close()
                result += "<h2>\(line.dropFirst(3))</h2>\n"
            } else if line.hasPrefix("- ") {
                if !paragraph.isEmpty { close() }
                items.append(inline(line.dropFirst(2)))
            } else if let last = items.indices.last {
                items[last] += "\n\(inline(line.drop { $0 == " " }))"
            } else {
                paragraph.append(paragraph.isEmpty ? inline(line) : "\n\(inline(line))")
            }
        }
        close()
        return result
    }

    /// What stands between `<` and `>` is a link where it is an address.
    private static func inline(_ text: Substring) -> HTML {
        var result = HTML.empty
        var rest = text
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let inside = String(rest[rest.index(after: open)..<close])
            result += "\(rest[..<open])"
            if let address = try? EmailAddress(inside) {
                result += "<a href=\"\(LinkTarget(mailTo: address))\">\(inside)</a>"
            } else if let address = try? WebAddress(inside) {
                result += "<a href=\"\(address)\">\(inside)</a>"
            } else {
                result += "\(rest[open...close])"
            }
            rest = rest[rest.index(after: close)...]
        }
        return "\(result)\(rest)"
    }
}
