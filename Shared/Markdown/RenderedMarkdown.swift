package import Domain
package import HTMLKit

/// Markdown as a page shows it.
///
///     let body: HTML = "<h1>\(place.name)</h1>\(place.description.map(RenderedMarkdown.html))"
///
/// HTML inside the text is shown as it was typed. Links lead where `AllowedLink` says, with
/// `rel="nofollow ugc noopener"`; a link that may not becomes its text, and a picture becomes a link to it: nothing is
/// loaded from elsewhere. Line breaks are kept, as people who type into a form expect it.
///
/// It is called when a page is composed, not when a text is saved: the gateway keeps the composed answer until
/// something changes, the service keeps one text instead of two, and a rule that becomes stricter holds for old texts
/// at once. The worst text of 20 kB that is known takes less than half a second.
package enum RenderedMarkdown {
    package static func html(_ markdown: Markdown) -> HTML {
        html(markdown, headingsFrom: 2)
    }

    /// `headingsFrom`: what stands for the text's highest heading, below the heading of the page or part around it.
    /// `keepingLineBreaks`: not for a text whose lines are cut to a width.
    package static func html(
        _ markdown: Markdown, headingsFrom level: Int, keepingLineBreaks: Bool = true
    ) -> HTML {
        let tree = MarkdownTree(markdown)
        var writer = HTMLWriter(headingsFrom: level, keepsLineBreaks: keepingLineBreaks)
        tree.walk { writer.visit($0, $1) }
        return writer.html
    }
}

/// Writes a text's parts as HTML, one after the other.
struct HTMLWriter {
    private(set) var html = HTML.empty
    private let firstHeading: Int
    /// The levels, as the text counts them, of the headings under which the text stands: a heading is at most one level
    /// below the one before, and beside those that the text has beside it.
    private var headings: [Int] = []
    private let keepsLineBreaks: Bool
    private var depth = 0
    private var links = LinkState()
    private var isInTableHeader = false
    private var isInTableBody = false

    /// A browser nests no deeper than 512; nobody reads beyond this.
    private static let maximumDepth = 40

    init(headingsFrom level: Int, keepsLineBreaks: Bool) {
        firstHeading = min(max(level, 1), 6)
        self.keepsLineBreaks = keepsLineBreaks
    }

    private var headingLevel: Int {
        min(firstHeading - 1 + headings.count, 6)
    }

    mutating func visit(_ node: MarkdownNode, _ step: MarkdownStep) {
        guard let kind = node.kind else { return }
        switch kind {
        case .text: write(node.literal)
        case .code: writeInline("<code>\(Text.allowed(node.literal))</code>", or: node.literal)
        case .htmlInline: write(node.literal)
        case .softBreak where !keepsLineBreaks: write("\n")
        case .softBreak, .lineBreak: writeInline("<br>\n", or: " ")
        case .thematicBreak: html += "<hr>\n"
        case .codeBlock: html += "<pre><code>\(Text.allowed(node.literal))</code></pre>\n"
        case .htmlBlock: writeTyped(node.literal)
        case .link, .image: visitLink(node, isImage: kind == .image, step)
        default: visitContainer(node, kind, step)
        }
    }

    private mutating func visitContainer(_ node: MarkdownNode, _ kind: MarkdownNode.Kind, _ step: MarkdownStep) {
        // The others stand in one another in one way only, and an item is written if its list is.
        let isNesting = [.blockQuote, .list, .strong, .emph, .strikethrough].contains(kind)
        if isNesting, step == .enter { depth += 1 }
        let isWritten = depth <= Self.maximumDepth || !isNesting && kind != .item
        if isWritten, !links.isInImage {
            if step == .enter { open(node, kind) } else { close(node, kind) }
        }
        if isNesting, step == .leave { depth -= 1 }
    }

    private mutating func open(_ node: MarkdownNode, _ kind: MarkdownNode.Kind) {
        switch kind {
        case .paragraph: if !node.isTight { html += "<p>" }
        case .heading:
            headings.removeAll { $0 >= node.headingLevel }
            headings.append(node.headingLevel)
            html += "<h\(headingLevel)>"
        case .blockQuote: html += "<blockquote>\n"
        case .list where node.isOrdered && node.firstNumber != 1: html += "<ol start=\"\(node.firstNumber)\">\n"
        case .list: html += node.isOrdered ? "<ol>\n" : "<ul>\n"
        case .item: html += "<li>"
        case .table: html += "<table>\n"
        case .tableHeader:
            isInTableHeader = true
            html += "<thead>\n<tr>"
        case .tableRow:
            html += isInTableBody ? "<tr>" : "<tbody>\n<tr>"
            isInTableBody = true
        case .tableCell: html += isHeading(node) ? "<th scope=\"col\">" : "<td>"
        case .strong: html += "<strong>"
        case .emph: html += "<em>"
        case .strikethrough: html += "<del>"
        default: break
        }
    }

    private mutating func close(_ node: MarkdownNode, _ kind: MarkdownNode.Kind) {
        switch kind {
        case .paragraph where node.isTight: if !node.isLast { html += "\n" }
        case .paragraph: html += "</p>\n"
        case .heading: html += "</h\(headingLevel)>\n"
        case .blockQuote: html += "</blockquote>\n"
        case .list: html += node.isOrdered ? "</ol>\n" : "</ul>\n"
        case .item: html += "</li>\n"
        case .table:
            html += isInTableBody ? "</tbody>\n</table>\n" : "</table>\n"
            isInTableBody = false
        case .tableHeader:
            isInTableHeader = false
            html += "</tr>\n</thead>\n"
        case .tableRow: html += "</tr>\n"
        case .tableCell: html += isHeading(node) ? "</th>" : "</td>"
        case .strong: html += "</strong>"
        case .emph: html += "</em>"
        case .strikethrough: html += "</del>"
        default: break
        }
    }

    /// An empty cell heads nothing.
    private func isHeading(_ cell: MarkdownNode) -> Bool {
        isInTableHeader && !cell.isEmpty
    }

    private mutating func visitLink(_ node: MarkdownNode, isImage: Bool, _ step: MarkdownStep) {
        switch step {
        case .enter:
            guard let target = links.enter(node, isImage: isImage) else { return }
            html += "<a href=\"\(target)\" rel=\"nofollow ugc noopener\">"
            // A picture without words is told by its address.
            if node.isEmpty { html += "\(Text.allowed(node.address))" }
        case .leave:
            if links.leave(isImage: isImage) { html += "</a>" }
        }
    }

    private mutating func write(_ text: String) {
        html += "\(Text.allowed(text))"
    }

    /// The words that stand for a picture have no marks.
    private mutating func writeInline(_ markup: HTML, or text: String) {
        if links.isInImage { write(text) } else { html += markup }
    }

    private mutating func writeTyped(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        html += "<p>\(lines.enumerated().map { "\(if: $0 > 0, "<br>\n")\(Text.allowed(String($1)))" })</p>\n"
    }
}
