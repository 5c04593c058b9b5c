package import FoundationEssentials

/// How this system writes JSON: names in snake_case, moments as RFC 3339 in UTC with whole seconds, keys sorted so that
/// the same value is always the same bytes.
package enum JSON {
    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let date = Date(rfc3339: text) else { throw InvalidValue(.date, at: decoder.codingPath) }
            return date
        }
        return try decoder.decode(type, from: data)
    }
}

extension Date {
    /// A moment as RFC 3339 writes it, with `Z` or an offset; fractions of a second are dropped.
    package init?(rfc3339 text: String) {
        var characters = Array(text.utf8)
        guard characters.count >= 20 else { return nil }
        if characters[19] == UInt8(ascii: ".") {
            let end = characters[20...].firstIndex { !(0x30...0x39).contains($0) } ?? characters.endIndex
            guard end > 20 else { return nil }
            characters.removeSubrange(19..<end)
        }
        guard let date = try? Date(String(decoding: characters, as: UTF8.self), strategy: .iso8601) else { return nil }
        self = date
    }

    /// `2026-11-24T18:00:00Z`.
    package var rfc3339: String {
        formatted(.iso8601)
    }

    /// Without its fraction of a second: what the wire can carry.
    package var inWholeSeconds: Date {
        Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down))
    }
}
