import CCmark

/// A part of a text, as long as its tree lives.
struct MarkdownNode {
    enum Kind: String {
        case document, paragraph, heading, list, item, table, text, code, link, image, strong, emph, strikethrough
        case blockQuote = "block_quote"
        case codeBlock = "code_block"
        case htmlBlock = "html_block"
        case htmlInline = "html_inline"
        case thematicBreak = "thematic_break"
        case softBreak = "softbreak"
        case lineBreak = "linebreak"
        case tableHeader = "table_header"
        case tableRow = "table_row"
        case tableCell = "table_cell"
    }

    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Nil for what no extension of ours makes.
    var kind: Kind? {
        Kind(rawValue: String(cString: cmark_node_get_type_string(pointer)))
    }

    var literal: String {
        cmark_node_get_literal(pointer).map { String(cString: $0) } ?? ""
    }

    var address: String {
        cmark_node_get_url(pointer).map { String(cString: $0) } ?? ""
    }

    var headingLevel: Int {
        Int(cmark_node_get_heading_level(pointer))
    }

    var isEmpty: Bool {
        cmark_node_first_child(pointer) == nil
    }

    var isLast: Bool {
        cmark_node_next(pointer) == nil
    }

    var isOrdered: Bool {
        cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
    }

    /// The number that an ordered list begins with.
    var firstNumber: Int {
        Int(cmark_node_get_list_start(pointer))
    }

    /// Whether it is a paragraph of a list without blank lines, which is told without a paragraph's distance.
    var isTight: Bool {
        guard let list = cmark_node_parent(pointer).flatMap({ cmark_node_parent($0) }) else { return false }
        return cmark_node_get_list_tight(list) != 0
    }
}
