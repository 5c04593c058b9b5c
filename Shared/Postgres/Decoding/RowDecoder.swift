extension StatementResult {
    /// A row as a type with one property a column, or the only column of it as a single value.
    /// - Throws: `PostgresError` that names column, wanted type and given type, and not the value.
    func decode<Row: Decodable>(_ type: Row.Type, row: Int32) throws -> Row {
        if columnCount == 1, Cell.reads(type) {
            return try Cell(self, row: row, column: 0).decode(type)
        }
        do {
            return try Row(from: RowDecoder(result: self, row: row))
        } catch let error as PostgresError {
            throw error
        } catch {
            throw PostgresError(reason: "a row is no \(type)", label: label)
        }
    }
}

/// Decodes one row: by the names of its columns, or as the value of its only one.
struct RowDecoder: Decoder {
    let result: StatementResult
    let row: Int32

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(ColumnsContainer(result: result, row: row, columns: result.columnsByName()))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try CellDecoder(cell: onlyCell()).unkeyedContainer()
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        CellDecoder(cell: try onlyCell())
    }

    private func onlyCell() throws -> Cell {
        guard result.columnCount == 1 else {
            throw PostgresError(reason: "\(result.columnCount) columns for a single value", label: result.label)
        }
        return Cell(result, row: row, column: 0)
    }
}

/// Decodes the properties of a type from the columns of the same names. Every property needs its column, an optional
/// one too: a column that was forgotten in a statement must not read as NULL.
struct ColumnsContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let result: StatementResult
    let row: Int32
    let columns: [String: Int32]

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { columns.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool {
        true
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try cell(key).isNull
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try cell(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try CellDecoder(cell: cell(key)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try CellDecoder(cell: cell(key)).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        RowDecoder(result: result, row: row)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        CellDecoder(cell: try cell(key))
    }

    private func cell(_ key: Key) throws -> Cell {
        guard let column = columns[key.stringValue] else {
            throw PostgresError(reason: "no column for \(key.stringValue)", label: result.label)
        }
        return Cell(result, row: row, column: column)
    }
}
