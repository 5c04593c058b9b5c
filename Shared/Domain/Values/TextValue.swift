/// Text from outside that follows stated rules, or does not exist.
///
/// The rules that all texts share: it must fit XML 1.0, so that every feed can carry it, and its length is bounded.
package protocol TextValue: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The text, unchanged from what was given.
    var text: String { get }
    init(_ text: String) throws(InvalidValue)
}

extension TextValue {
    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do {
            try self.init(text)
        } catch {
            throw error.at(decoder.codingPath)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// One line of text that says something: a title, a name.
package struct OneLine: TextValue {
    /// In Unicode scalars.
    package static let maximumLength = 300

    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        try TextRules.check(text, maximumLength: Self.maximumLength)
        guard !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else { throw InvalidValue(.blank) }
        guard !text.unicodeScalars.contains(where: TextRules.isLineBreak) else {
            throw InvalidValue(.lineBreak)
        }
        self.text = text
    }
}

/// When a place is open, on one line, as OpenStreetMap writes it (`Mo-Fr 09:00-18:00; PH off`) or in any other words: what
/// is not understood is shown as it stands, and never counts as open.
package struct OpeningHoursText: TextValue {
    /// In Unicode scalars.
    package static let maximumLength = 1_000

    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        try TextRules.check(text, maximumLength: Self.maximumLength)
        guard !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else { throw InvalidValue(.blank) }
        guard !text.unicodeScalars.contains(where: TextRules.isLineBreak) else { throw InvalidValue(.lineBreak) }
        self.text = text
    }
}

/// Text of several paragraphs, in Markdown. May be empty.
package struct Markdown: TextValue {
    /// In Unicode scalars: with at most four bytes each, the bound of what may be rendered (20 kB) is checked apart.
    package static let maximumLength = 20_000
    package static let maximumBytes = 20_000

    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        try TextRules.check(text, maximumLength: Self.maximumLength)
        guard text.utf8.count <= Self.maximumBytes else { throw InvalidValue(.tooLong) }
        self.text = text
    }
}

enum TextRules {
    static func check(_ text: String, maximumLength: Int) throws(InvalidValue) {
        guard text.unicodeScalars.count <= maximumLength else { throw InvalidValue(.tooLong) }
        guard text.unicodeScalars.allSatisfy(isXMLCharacter) else { throw InvalidValue(.notAllowed) }
    }

    /// The production `Char` of XML 1.0 (fifth edition, §2.2).
    static func isXMLCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x1_0000...0x10_FFFF: true
        default: false
        }
    }

    static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA, 0xB, 0xC, 0xD, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}
