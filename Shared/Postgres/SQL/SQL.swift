package import Domain

/// A statement of PostgreSQL, or a piece of one, in which every interpolated value is a parameter.
///
/// The text can only come from literals of the program: there is no way to make one from a `String`. A piece stands in
/// another by interpolation, and parameters are numbered when the whole is sent.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    enum Part: Sendable {
        case literal(StaticString)
        case identifier(StaticString)
        /// A parameter in PostgreSQL's text form; nil is NULL.
        case bind(String?)
        /// A value that could not be written, by the name of its type. Interpolation cannot throw, so sending does.
        case unwritable(String)
    }

    private(set) var parts: [Part]

    package init(stringLiteral text: StaticString) {
        self.parts = [.literal(text)]
    }

    package init(stringInterpolation interpolation: StringInterpolation) {
        self.parts = interpolation.parts
    }

    private init(parts: [Part]) {
        self.parts = parts
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        SQL(parts: left.parts + right.parts)
    }

    package static func joined(_ pieces: [SQL], separator: SQL) -> SQL {
        SQL(parts: Array(pieces.map(\.parts).joined(separator: separator.parts)))
    }

    /// Whether there is no text at all.
    package var isEmpty: Bool {
        parts.allSatisfy { part in
            if case .literal(let text) = part { text.utf8CodeUnitCount == 0 } else { false }
        }
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            if literal.utf8CodeUnitCount > 0 { parts.append(.literal(literal)) }
        }

        package mutating func appendInterpolation(_ piece: SQL) {
            parts += piece.parts
        }

        /// A name of a table or column, quoted.
        package mutating func appendInterpolation(identifier: StaticString) {
            parts.append(.identifier(identifier))
        }

        /// A value as the text of its JSON, for a `jsonb` column.
        package mutating func appendInterpolation(json value: (some Encodable)?) {
            guard let value else { return parts.append(.bind(nil)) }
            if let data = try? JSON.encode(value) {
                parts.append(.bind(String(decoding: data, as: UTF8.self)))
            } else {
                parts.append(.unwritable("\(type(of: value))"))
            }
        }

        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            parts.append(.bind(value?.postgresText))
        }

        package mutating func appendInterpolation<Value: TextValue>(_ value: Value?) {
            parts.append(.bind(value?.text))
        }

        package mutating func appendInterpolation<Value: RawRepresentable<String>>(_ value: Value?) {
            parts.append(.bind(value?.rawValue))
        }

        /// Bytes, for a `bytea` column.
        package mutating func appendInterpolation(_ bytes: [UInt8]?) {
            parts.append(.bind(bytes.map { ByteaText.encode($0) }))
        }

        /// An array, as for `= ANY(…)`.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ values: [Value]?) {
            parts.append(.bind(values.map { ArrayText.encode($0.map(\.postgresText)) }))
        }

        package mutating func appendInterpolation<Value: TextValue>(_ values: [Value]?) {
            parts.append(.bind(values.map { ArrayText.encode($0.map(\.text)) }))
        }

        package mutating func appendInterpolation<Value: RawRepresentable<String>>(_ values: [Value]?) {
            parts.append(.bind(values.map { ArrayText.encode($0.map(\.rawValue)) }))
        }
    }
}
