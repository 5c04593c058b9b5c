package import FoundationEssentials

/// Two places that may be one, as staff look at them.
package struct Duplicate: Codable, Sendable, Hashable {
    package typealias ID = Identifier<Duplicate>

    /// Something that speaks for the two being one, or that whoever decides should know.
    package struct Reason: Codable, Sendable, Hashable {
        package enum Code: String, OpenEnumeration {
            case sameName = "same_name"
            /// With how similar they are, up to 1.
            case similarName = "similar_name"
            /// The same street and number.
            case sameDoor = "same_door"
            case sameStreet = "same_street"
            /// With the metres between them.
            case distance
            case sameCommune = "same_commune"
            case samePostcode = "same_postcode"
            case sameWebsite = "same_website"
            /// Rows of one list: it, at least, takes them for two.
            case sameSource = "same_source"
            case otherCommune = "other_commune"
            case other
        }

        package var code: Code
        /// What it adds to the score: 0 for what is only told.
        package var weight: Double
        package var value: Double?

        package init(_ code: Code, weight: Double, value: Double? = nil) {
            self.code = code
            self.weight = weight
            self.value = value
        }
    }

    package var id: ID
    /// From 0 to 1. Nothing that is unknown of a place ever raises it.
    package var score: Double
    package var reasons: [Reason]
    /// The older of the two.
    package var first: Place
    package var second: Place
    package var foundAt: Date

    package init(id: ID, score: Double, reasons: [Reason], first: Place, second: Place, foundAt: Date) {
        self.id = id
        self.score = score
        self.reasons = reasons
        self.first = first
        self.second = second
        self.foundAt = foundAt
    }
}
