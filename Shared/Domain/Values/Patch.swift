/// What a partial update says of one optional field: a new value, or JSON's `null` to empty it. A field that is absent
/// is not patched at all, which is why it stands as `Patch<…>?` in a request.
package enum Patch<Value: Codable & Sendable>: Codable, Sendable {
    case set(Value)
    case clear

    package var value: Value? {
        switch self {
        case .set(let value): value
        case .clear: nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .clear : .set(try container.decode(Value.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .set(let value): try container.encode(value)
        case .clear: try container.encodeNil()
        }
    }
}

extension KeyedDecodingContainer {
    /// Found by the synthesised decoding of `Patch<…>?`: present and null is `.clear`, absent is nil.
    package func decodeIfPresent<Value>(_ type: Patch<Value>.Type, forKey key: Key) throws -> Patch<Value>? {
        contains(key) ? try decode(type, forKey: key) : nil
    }
}
