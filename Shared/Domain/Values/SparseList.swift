/// A list that is not written where it is empty, so that a contract may gain one: what an earlier version wrote, without
/// it, reads as empty.
package struct SparseList<Element: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    package let elements: [Element]

    package init(_ elements: [Element]) {
        self.elements = elements
    }

    package init(from decoder: any Decoder) throws {
        self.init(try [Element](from: decoder))
    }

    package func encode(to encoder: any Encoder) throws {
        try elements.encode(to: encoder)
    }
}

extension SparseList: RandomAccessCollection {
    package var startIndex: Int { elements.startIndex }
    package var endIndex: Int { elements.endIndex }
    package subscript(position: Int) -> Element { elements[position] }
}

extension SparseList: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Element...) {
        self.init(elements)
    }
}

extension KeyedDecodingContainer {
    /// Found by the synthesised decoding.
    package func decode<Element>(_ type: SparseList<Element>.Type, forKey key: Key) throws -> SparseList<Element> {
        try decodeIfPresent(type, forKey: key) ?? []
    }
}

extension KeyedEncodingContainer {
    /// Found by the synthesised encoding.
    package mutating func encode<Element>(_ list: SparseList<Element>, forKey key: Key) throws {
        if !list.isEmpty { try encode(list.elements, forKey: key) }
    }
}
