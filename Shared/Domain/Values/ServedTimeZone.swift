/// A time zone in which a French network may tell its hours: metropolitan France and overseas.
package enum ServedTimeZone: String, Sendable, Codable, CaseIterable, Hashable {
    case paris = "Europe/Paris"
    case reunion = "Indian/Reunion"
    case mayotte = "Indian/Mayotte"
    case martinique = "America/Martinique"
    case guadeloupe = "America/Guadeloupe"
    case cayenne = "America/Cayenne"

    package init(from decoder: any Decoder) throws {
        guard let zone = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) else {
            throw InvalidValue(.timeZone, at: decoder.codingPath)
        }
        self = zone
    }
}
