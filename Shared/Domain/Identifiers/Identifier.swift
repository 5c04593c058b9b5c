package import FoundationEssentials

/// The identity of one entity of type `Entity`. Identifiers of different entities are different types, so a place's
/// can not be passed where an offer's is wanted.
///
/// New identifiers are UUID version 7 (RFC 9562): they sort by the time of their making, which keeps index pages warm.
package struct Identifier<Entity>: Hashable, Sendable, Codable, LosslessStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Reads the canonical 36 characters, in any case.
    package init?(_ description: String) {
        guard let uuid = UUID(uuidString: description) else { return nil }
        self.uuid = uuid
    }

    /// The canonical form in lower case, as it stands on the wire and in addresses.
    package var description: String {
        uuid.uuidString.lowercased()
    }

    package static func new() -> Self {
        Self(.version7())
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let identifier = Self(text) else {
            throw InvalidValue(.identifier, at: decoder.codingPath)
        }
        self = identifier
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Identifier: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        left.description < right.description
    }
}
