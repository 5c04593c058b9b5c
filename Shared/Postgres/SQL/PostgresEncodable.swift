package import Domain
package import FoundationEssentials

/// A value that can stand in a statement. The server infers the type of its place from the statement.
///
/// Texts of the domain (`TextValue`) and enumerations of words need no conformance: they stand as their text.
package protocol PostgresEncodable: Sendable {
    /// The value as psql would show it; nil is NULL.
    var postgresText: String? { get }
}

extension String: PostgresEncodable {
    package var postgresText: String? { self }
}

extension Int: PostgresEncodable {
    package var postgresText: String? { String(self) }
}

extension Int32: PostgresEncodable {
    package var postgresText: String? { String(self) }
}

extension Int64: PostgresEncodable {
    package var postgresText: String? { String(self) }
}

extension Double: PostgresEncodable {
    package var postgresText: String? { description }
}

extension Bool: PostgresEncodable {
    package var postgresText: String? { self ? "true" : "false" }
}

extension UUID: PostgresEncodable {
    package var postgresText: String? { uuidString.lowercased() }
}

extension Identifier: PostgresEncodable {
    package var postgresText: String? { description }
}

/// A moment (`timestamptz`), to the microsecond.
extension Date: PostgresEncodable {
    package var postgresText: String? { TimestampText.encode(self) }
}

/// Bytes (`bytea`).
extension Data: PostgresEncodable {
    package var postgresText: String? { ByteaText.encode(self) }
}
