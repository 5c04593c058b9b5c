import CCmark
import Domain
import Synchronization

/// A text as cmark-gfm reads it: CommonMark with tables, strikethrough and bare addresses.
///
/// The library parses and does nothing else: what is written of it is `HTML`, escaped like any other value, so that no
/// page has to trust the library's own output.
struct MarkdownTree: ~Copyable {
    private let root: OpaquePointer?

    init(_ markdown: Markdown) {
        let text = markdown.text
        root = Self.library.withLock { isReady in
            if !isReady { cmark_gfm_core_extensions_ensure_registered() }
            isReady = true
            return Self.parse(text)
        }
    }

    deinit {
        if let root { cmark_node_free(root) }
    }

    /// Goes through the text in its order. Nothing recurses, so that no nesting is too deep.
    func walk(_ visit: (MarkdownNode, MarkdownStep) -> Void) {
        guard let iterator = cmark_iter_new(root) else { return }
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return }
            visit(MarkdownNode(node), event == CMARK_EVENT_ENTER ? .enter : .leave)
        }
    }

    /// One text at a time: the library keeps the characters that extensions look at in a global table, and changes it
    /// while it parses. Whether its extensions are registered is the value.
    private static let library = Mutex(false)

    private static func parse(_ text: String) -> OpaquePointer? {
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
        defer { cmark_parser_free(parser) }
        var extensions = ["strikethrough", "autolink"]
        if TableSize.isBounded(text) { extensions.append("table") }
        for name in extensions {
            guard let found = cmark_find_syntax_extension(name) else { continue }
            cmark_parser_attach_syntax_extension(parser, found)
        }
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        return cmark_parser_finish(parser)
    }
}

enum MarkdownStep {
    case enter, leave
}

/// How many cells the tables of a text may have. Rows are filled up to the width of the header, so that 20 kB could ask
/// for millions; the tables of such a text stay text.
enum TableSize {
    static let maximumCells = 10_000

    static func isBounded(_ text: String) -> Bool {
        var cells = 0
        var lines = 0
        var widest = 0
        // A table ends at an empty line at the latest. Bars that are escaped, or inside code, count too.
        for line in text.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                cells += lines * widest
                (lines, widest) = (0, 0)
            } else {
                lines += 1
                widest = max(widest, line.count { $0 == UInt8(ascii: "|") } + 1)
            }
        }
        // Prose without a bar is no table, however long it is.
        return cells + lines * widest <= maximumCells || !text.utf8.contains(UInt8(ascii: "|"))
    }
}
