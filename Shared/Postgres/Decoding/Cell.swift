import Domain
import FoundationEssentials

/// One value of a row, or one element of an array in it.
struct Cell {
    private enum Content {
        case null
        /// Inside the result, which `result` keeps.
        case stored(UnsafeBufferPointer<UInt8>)
        case copied([UInt8])
    }

    /// Types of the server that are read in a way of their own: `pg_type.oid`, and that of their arrays.
    private enum TypeID {
        static let bytea: Set<UInt32> = [17, 1001]
        static let timestamptz: Set<UInt32> = [1184, 1185]
        static let json: Set<UInt32> = [114, 3802]
    }

    private let result: StatementResult
    private let column: Int32
    private let content: Content

    init(_ result: StatementResult, row: Int32, column: Int32) {
        self.result = result
        self.column = column
        content = result.text(row: row, column: column).map { .stored($0) } ?? .null
    }

    private init(elementOf array: Cell, _ bytes: [UInt8]?) {
        result = array.result
        column = array.column
        content = bytes.map { .copied($0) } ?? .null
    }

    /// Whether a type that stands alone for a row must not be asked to decode itself: `Date` and bytes would do so in
    /// their own way.
    static func reads(_ type: Any.Type) -> Bool {
        type == Date.self || type == Data.self || type == [UInt8].self
    }

    var isNull: Bool {
        if case .null = content { true } else { false }
    }

    /// - Throws: `PostgresError` that names the column, and not the value.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try convert(type)
        } catch {
            throw mismatch(Value.self)
        }
    }

    /// The elements of an array.
    func elements() throws -> [Cell] {
        try read([Cell].self) { text in
            ArrayText.decode(text)?.map { Cell(elementOf: self, $0) }
        }
    }

    func mismatch(_ wanted: Any.Type) -> PostgresError {
        let type = result.type(ofColumn: column)
        return PostgresError(
            reason: "column \(result.name(ofColumn: column)) is no \(wanted): \(isNull ? "NULL" : "type \(type)")",
            label: result.label)
    }

    private func convert<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if Value.self == String.self { return try cast(text()) }
        if Value.self == Int.self { return try cast(integer(Int.self)) }
        if Value.self == Bool.self { return try cast(boolean()) }
        if Value.self == Double.self { return try cast(read(Double.self) { Double(Self.string($0)) }) }
        if Value.self == Date.self { return try cast(date()) }
        if Value.self == UUID.self { return try cast(read(UUID.self) { UUID(uuidString: Self.string($0)) }) }
        if Value.self == Data.self { return try cast(Data(bytes())) }
        if Value.self == [UInt8].self { return try cast(bytes()) }
        if !isNull, TypeID.json.contains(result.type(ofColumn: column)) {
            return try read(Value.self) { try JSON.decode(Value.self, from: Data($0)) }
        }
        if let integer = Value.self as? any (FixedWidthInteger & Decodable).Type {
            return try cast(integers(integer))
        }
        if Value.self == Float.self { return try cast(read(Float.self) { Float(Self.string($0)) }) }
        return try Value(from: CellDecoder(cell: self))
    }

    private func cast<Found, Value>(_ value: Found) throws -> Value {
        guard let value = value as? Value else { throw mismatch(Value.self) }
        return value
    }

    /// What `parse` makes of the text; NULL and a nil from it are errors.
    private func read<Value>(
        _ type: Value.Type, _ parse: (UnsafeBufferPointer<UInt8>) throws -> Value?
    ) throws -> Value {
        let value: Value? =
            switch content {
            case .null: nil
            case .stored(let bytes): try withExtendedLifetime(result) { try parse(bytes) }
            case .copied(let bytes): try bytes.withUnsafeBufferPointer(parse)
            }
        guard let value else { throw mismatch(type) }
        return value
    }

    private func text() throws -> String {
        try read(String.self) { Self.string($0) }
    }

    private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        try read(type) { Value(Self.string($0)) }
    }

    private func integers(_ type: any (FixedWidthInteger & Decodable).Type) throws -> Any {
        func read<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Any { try integer(type) }
        return try read(type)
    }

    private func boolean() throws -> Bool {
        try read(Bool.self) { text in
            switch Self.string(text) {
            case "t": true
            case "f": false
            default: nil
            }
        }
    }

    private func date() throws -> Date {
        guard TypeID.timestamptz.contains(result.type(ofColumn: column)) else { throw mismatch(Date.self) }
        return try read(Date.self) { TimestampText.decode($0) }
    }

    /// The bytes of a `bytea`, or the text of a `jsonb`.
    private func bytes() throws -> [UInt8] {
        let type = result.type(ofColumn: column)
        if TypeID.json.contains(type) { return try read([UInt8].self) { Array($0) } }
        guard TypeID.bytea.contains(type) else { throw mismatch([UInt8].self) }
        return try read([UInt8].self) { ByteaText.decode($0) }
    }

    private static func string(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
