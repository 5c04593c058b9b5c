import Domain
import FoundationEssentials

/// What is wrong in a mapping file, or in a file that does not have the columns that its mapping names.
struct MappingError: Error, Equatable, CustomStringConvertible {
    /// Where in the mapping, as a dotted path.
    let path: String
    let reason: String
    /// The nearest name that exists.
    let suggestion: String?

    var description: String {
        let place = path.isEmpty ? "mapping" : "mapping, \(path)"
        return "\(place): \(reason)" + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
    }

    init(_ path: [any CodingKey], _ reason: String, nearestTo written: String = "", among names: [String] = []) {
        self.path = path.map(\.stringValue).joined(separator: ".")
        self.reason = reason
        self.suggestion = NearestName.of(written, among: names)
    }

    init(_ path: [any CodingKey], _ key: any CodingKey, _ reason: String) {
        self.init(path + [key], reason)
    }

    /// What the decoder found, in a person's words.
    init(_ error: any Error) {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): self.init(context.codingPath, key, "is missing")
        case .typeMismatch(_, let context): self.init(context.codingPath, "has the wrong type")
        case .valueNotFound(_, let context): self.init(context.codingPath, "is null")
        default: self.init([], "is not valid JSON")
        }
    }
}

extension Decoder {
    /// A container in which every key is one of `Key`'s.
    func container<Key: CodingKey & CaseIterable>(
        onlyKeyedBy keys: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        for key in try container(keyedBy: AnyKey.self).allKeys where Key(stringValue: key.stringValue) == nil {
            throw MappingError(
                codingPath + [key], "is not known", nearestTo: key.stringValue,
                among: Key.allCases.map(\.stringValue))
        }
        return try container(keyedBy: Key.self)
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init?(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
