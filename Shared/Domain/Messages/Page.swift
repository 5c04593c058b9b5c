/// One page of a list, and where the next begins.
package struct Page<Item: Codable & Sendable>: Codable, Sendable {
    /// Totals are exact up to this number; beyond, counting would cost more than it tells.
    package static var exactTotal: Int { 10_000 }

    package let items: [Item]
    package let total: Int
    /// True when `total` is a lower bound; absent otherwise.
    package let totalAtLeast: Bool?
    /// Opaque; given back as `cursor`. Nil on the last page.
    package let next: String?

    package init(items: [Item], counted: Int, next: String?) {
        self.items = items
        self.total = min(counted, Self.exactTotal)
        self.totalAtLeast = counted > Self.exactTotal ? true : nil
        self.next = next
    }

    private enum CodingKeys: String, CodingKey {
        case items, total, totalAtLeast, next
    }

    /// `next` is written even when there is none, so that a program can tell the last page from a missing field.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(total, forKey: .total)
        try container.encodeIfPresent(totalAtLeast, forKey: .totalAtLeast)
        try container.encode(next, forKey: .next)
    }
}

/// How much of a list is asked for.
package struct PageQuery: Codable, Sendable, Hashable {
    package static let defaultLimit = 50
    package static let maximumLimit = 200

    package let limit: Int
    package let cursor: String?

    package init(limit: Int = Self.defaultLimit, cursor: String? = nil) {
        self.limit = min(max(1, limit), Self.maximumLimit)
        self.cursor = cursor
    }
}
