/// A closed list of words that later versions may extend: a word that this version does not know reads as `other`, so
/// that a consumer survives a newer producer. What people send is checked against the list at the gateway.
package protocol OpenEnumeration: RawRepresentable<String>, Hashable, Sendable, Codable, CaseIterable {
    static var other: Self { get }
}

extension OpenEnumeration {
    package init(from decoder: any Decoder) throws {
        self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .other
    }
}
