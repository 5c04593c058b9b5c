/// Decodes one value from one cell.
struct CellDecoder: Decoder, SingleValueDecodingContainer {
    let cell: Cell

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Only a row has properties, and a `jsonb` column, which is decoded as JSON.
    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw cell.mismatch(KeyedDecodingContainer<Key>.self)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        ElementsContainer(array: cell, elements: try cell.elements())
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        self
    }

    func decodeNil() -> Bool {
        cell.isNull
    }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try cell.decode(type)
    }
}

/// Decodes the elements of an array, one after another.
struct ElementsContainer: UnkeyedDecodingContainer {
    let array: Cell
    let elements: [Cell]
    private(set) var currentIndex = 0

    init(array: Cell, elements: [Cell]) {
        self.array = array
        self.elements = elements
    }

    var codingPath: [any CodingKey] { [] }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard !isAtEnd else { throw array.mismatch(type) }
        let value = try elements[currentIndex].decode(type)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw array.mismatch(KeyedDecodingContainer<Key>.self)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw array.mismatch([[String]].self)
    }

    mutating func superDecoder() throws -> any Decoder {
        throw array.mismatch((any Decoder).self)
    }
}
