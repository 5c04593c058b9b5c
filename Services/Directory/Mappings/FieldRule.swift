import FoundationEssentials

/// Where the value of one field comes from. In JSON a column's name alone, or an object:
/// `{"column": "TYPO", "values": {"Fab lab": "fablab"}, "otherwise": "other"}`.
struct FieldRule: Sendable {
    enum Source: Sendable {
        case constant(String)
        /// The first of these columns that says something.
        case firstOf([String])
        /// All of these columns that say something, in this order.
        case joined([String], separator: String)
    }

    let source: Source
    /// What a text of the source stands for; without any, texts stand for themselves.
    let values: [String: [String]]
    /// What a text stands for that `values` does not have.
    let otherwise: [String]
    let dateFormat: DateFormat
    /// Between the parts of a text that holds several; nil where it holds one.
    let split: String?
    /// Only the first run of exactly so many digits counts, such as the postcode within an address.
    let digits: Int?
    /// Zeros are put before a text that is shorter, such as a code that was once a number.
    let pad: Int?

    var columns: [String] {
        switch source {
        case .constant: []
        case .firstOf(let columns), .joined(let columns, _): columns
        }
    }

    var constant: String? {
        guard case .constant(let text) = source else { return nil }
        return text
    }

    /// The text of a row for this field, given what the row has in each column; nil where the row says nothing.
    func text(_ text: (String) -> String?) -> String? {
        switch source {
        case .constant(let constant): return constant
        case .firstOf(let columns): return columns.lazy.compactMap(text).first.map(shaped)
        case .joined(let columns, let separator):
            let texts = columns.compactMap(text)
            return texts.isEmpty ? nil : shaped(texts.joined(separator: separator))
        }
    }

    /// The words that a text stands for, or each of its parts.
    func words(for text: String) -> [String] {
        guard let split else { return words(standingFor: text) }
        return text.split(separator: split, omittingEmptySubsequences: true).flatMap { part in
            let trimmed = String(part).trimmed
            return trimmed.isEmpty ? [] : words(standingFor: trimmed)
        }
    }

    private func words(standingFor text: String) -> [String] {
        if let words = values[text] { return words }
        return values.isEmpty && otherwise.isEmpty ? [text] : otherwise
    }

    private func shaped(_ text: String) -> String {
        var text = text
        if let digits {
            let runs = text.split { !($0.isASCII && $0.isNumber) }
            text = runs.first { $0.count == digits }.map(String.init) ?? text
        }
        if let pad, text.count < pad { text = String(repeating: "0", count: pad - text.count) + text }
        return text
    }
}

extension FieldRule: Decodable {
    private enum Key: String, CaseIterable, CodingKey {
        case column, constant, joined, separator, values, otherwise, split, digits, pad
        case firstOf = "first_of"
        case dateFormat = "date_format"
    }

    init(from decoder: any Decoder) throws {
        if let column = try? decoder.singleValueContainer().decode(String.self) {
            self.source = .firstOf([column])
            self.values = [:]
            self.otherwise = []
            self.dateFormat = .iso
            (self.split, self.digits, self.pad) = (nil, nil, nil)
            return
        }
        let container = try decoder.container(onlyKeyedBy: Key.self)
        let given = [Key.column, .constant, .firstOf, .joined].filter(container.contains)
        guard given.count == 1 else {
            throw MappingError(decoder.codingPath, "needs one of column, first_of, joined and constant")
        }
        switch given[0] {
        case .constant: self.source = .constant(try container.decode(String.self, forKey: .constant))
        case .firstOf: self.source = .firstOf(try container.decode([String].self, forKey: .firstOf))
        case .joined:
            let separator = try container.decodeIfPresent(String.self, forKey: .separator) ?? " "
            self.source = .joined(try container.decode([String].self, forKey: .joined), separator: separator)
        default: self.source = .firstOf([try container.decode(String.self, forKey: .column)])
        }
        self.values = try container.decodeIfPresent([String: Words].self, forKey: .values)?.mapValues(\.words) ?? [:]
        self.otherwise = try container.decodeIfPresent(Words.self, forKey: .otherwise)?.words ?? []
        let format = try container.decodeIfPresent(String.self, forKey: .dateFormat)
        guard let dateFormat = format.map(DateFormat.init) ?? .iso else {
            throw MappingError(decoder.codingPath, Key.dateFormat, "must hold yyyy, mm and dd once, as in dd/mm/yyyy")
        }
        self.dateFormat = dateFormat
        self.split = try container.decodeIfPresent(String.self, forKey: .split)
        guard split != "" else { throw MappingError(decoder.codingPath, Key.split, "is empty") }
        self.digits = try container.decodeIfPresent(Int.self, forKey: .digits)
        self.pad = try container.decodeIfPresent(Int.self, forKey: .pad)
        guard pad.map((1...20).contains) ?? true else {
            throw MappingError(decoder.codingPath, Key.pad, "must be 1 to 20")
        }
    }

    /// One word or several.
    private struct Words: Decodable {
        let words: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let word = try? container.decode(String.self) {
                self.words = [word]
            } else {
                self.words = try container.decode([String].self)
            }
        }
    }
}
