package import Domain

/// Markdown as words alone, for what has no markup: a feed's summary, a mail, a column of a table.
package enum PlainMarkdown {
    /// Paragraphs part by an empty line, `- ` and numbers before the items of lists. With `showingLinks`, the address
    /// of a link follows its words, unless it is them.
    package static func text(_ markdown: Markdown, showingLinks: Bool = true) -> String {
        let tree = MarkdownTree(markdown)
        var writer = PlainWriter(isShowingLinks: showingLinks)
        tree.walk { writer.visit($0, $1) }
        return writer.text
    }
}

struct PlainWriter {
    private(set) var text = ""
    private let isShowingLinks: Bool
    /// How many line ends stand before the next word.
    private var pending = 0
    /// The number of the next item, of each list that is open; nil where items have none.
    private var numbers: [Int?] = []
    private var marker = ""
    /// Where the words of each open link begin.
    private var links: [Int] = []
    private var addressBytes = 0

    private static let maximumAddressBytes = 100_000
    private static let maximumIndent = 20

    init(isShowingLinks: Bool) {
        self.isShowingLinks = isShowingLinks
    }

    mutating func visit(_ node: MarkdownNode, _ step: MarkdownStep) {
        guard let kind = node.kind else { return }
        switch (kind, step) {
        case (.text, _), (.code, _), (.htmlInline, _): write(node.literal)
        case (.softBreak, _), (.lineBreak, _): write("\n")
        case (.codeBlock, _), (.htmlBlock, _):
            write(node.literal.trimmingNewlines)
            pending = 2
        case (.paragraph, .leave): pending = max(pending, node.isTight ? 1 : 2)
        case (.heading, .leave), (.table, .leave), (.blockQuote, .leave): pending = 2
        case (.list, .enter): numbers.append(node.isOrdered ? node.firstNumber : nil)
        case (.list, .leave):
            numbers.removeLast()
            pending = numbers.isEmpty ? 2 : 1
        case (.item, .enter): beginItem()
        case (.item, .leave): marker = ""
        case (.tableHeader, .leave), (.tableRow, .leave): pending = 1
        case (.tableCell, .leave): if !node.isLast { write(" | ") }
        case (.link, .enter), (.image, .enter): beginLink()
        case (.link, .leave), (.image, .leave): endLink(node)
        default: break
        }
    }

    private mutating func beginItem() {
        pending = max(pending, 1)
        let indent = String(repeating: " ", count: min(2 * max(numbers.count - 1, 0), Self.maximumIndent))
        guard let number = numbers.last.flatMap(\.self) else {
            marker = indent + "- "
            return
        }
        marker = "\(indent)\(number). "
        numbers[numbers.count - 1] = number + 1
    }

    private mutating func write(_ words: String) {
        guard !words.isEmpty else { return }
        flush()
        text += Text.allowed(words)
    }

    private mutating func flush() {
        if !text.isEmpty { text += String(repeating: "\n", count: pending) }
        text += marker
        (pending, marker) = (0, "")
    }

    private mutating func beginLink() {
        flush()
        links.append(text.utf8.count)
    }

    private mutating func endLink(_ node: MarkdownNode) {
        guard let start = links.popLast(), isShowingLinks else { return }
        let address = Text.allowed(node.address)
        addressBytes += address.utf8.count
        guard addressBytes <= Self.maximumAddressBytes, AllowedLink.target(of: address) != nil else { return }
        let words = text.utf8[text.utf8.index(text.utf8.startIndex, offsetBy: start)...]
        if words.isEmpty {
            text += address
        } else if !["", "http://", "https://", "mailto:"].contains(where: {
            (Array($0.utf8) + words).elementsEqual(address.utf8)
        }) {
            text += " (\(address))"
        }
    }
}

extension String {
    fileprivate var trimmingNewlines: String {
        var bytes = Substring(self).utf8
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes = bytes.dropLast() }
        return String(Substring(bytes))
    }
}
