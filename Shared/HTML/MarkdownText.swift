package import Domain

/// Markdown told as it was typed, as feeds do in all of their formats: paragraphs and line breaks, its marks left as
/// they are. What pages show is `RenderedMarkdown`.
package enum MarkdownText {
    /// Blank lines part paragraphs, single line breaks are kept.
    package static func html(_ markdown: Markdown) -> HTML {
        var result = HTML.empty
        var paragraph: [HTML] = []
        // A carriage return with its line feed is one `Character`. Rarer separators, such as U+2028, stay in the text.
        let lines = markdown.text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
        for line in lines {
            if line.utf8.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
                result += close(&paragraph)
            } else {
                paragraph.append(paragraph.isEmpty ? "\(line)" : "<br>\n\(line)")
            }
        }
        result += close(&paragraph)
        return result
    }

    private static func close(_ paragraph: inout [HTML]) -> HTML {
        defer { paragraph = [] }
        return paragraph.isEmpty ? "" : "<p>\(paragraph)</p>\n"
    }
}
