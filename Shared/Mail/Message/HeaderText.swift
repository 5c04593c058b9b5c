internal import FoundationEssentials

/// Text of any language in headers, which are ASCII (RFC 5322, RFC 2047).
package enum HeaderText {
    /// In bytes without CRLF; RFC 2047 §2 sets it for lines with encoded words.
    static let longestLine = 76
    /// RFC 5322 §2.1.1: no line may be longer.
    static let hardLimit = 998
    /// RFC 2047 §2, the delimiters included.
    static let longestWord = 75

    /// A name for use inside an extra header, as in `List-Id: \(phrase) <list.example.org>`, on one line.
    ///
    /// - Throws: `MailMessage.InvalidHeader` for text of several lines.
    package static func phrase(_ text: String) throws(MailMessage.InvalidHeader) -> String {
        guard isOneLine(text) else { throw MailMessage.InvalidHeader(name: "phrase") }
        return phrase(text, after: "", separator: " ")
    }

    /// A display name: a quoted string where ASCII does, else encoded words with `separator` between them.
    static func phrase(_ text: String, after start: String, separator: String) -> String {
        if isPlain(text), start.utf8.count + text.utf8.count <= longestLine - 16 {
            let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
            return "\"\(escaped)\""
        }
        return encodedWords(text, after: start).joined(separator: separator)
    }

    /// Free text, folded where it needs several lines.
    static func unstructured(_ text: String, after start: String) -> String {
        if isPlain(text), start.utf8.count + text.utf8.count <= longestLine { return text }
        return encodedWords(text, after: start).joined(separator: "\r\n ")
    }

    /// No character that ends a line or is a control; a tab is neither.
    static func isOneLine(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x9: true
            case 0..<0x20, 0x85, 0x2028, 0x2029: false
            default: true
            }
        }
    }

    /// `atext` of RFC 5322 and the dot.
    static func isAtom(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
        }
    }

    /// ASCII that a reader gets back as it was: nothing that looks encoded, no space that folding could eat.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
            && text.first != " " && text.last != " " && !text.contains("  ")
    }

    /// Base64 words (RFC 2047 §4.1), each of whole characters. Readers drop the space between two of them.
    private static func encodedWords(_ text: String, after start: String) -> [String] {
        let (opening, closing) = ("=?UTF-8?B?", "?=")
        /// How many bytes of text fit into a word of so many bytes.
        func room(_ length: Int) -> Int { (length - opening.utf8.count - closing.utf8.count) / 4 * 3 }

        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let limit = words.count == 1 ? min(longestWord, longestLine - start.utf8.count) : longestWord
            let bytes = Array(String(scalar).utf8)
            if words[words.count - 1].count + bytes.count > room(limit) { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { opening + Data($0).base64EncodedString() + closing }
    }
}
