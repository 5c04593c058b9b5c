package import FoundationEssentials

/// One month's newsletter (*numéro*), named after the month in which it is cut.
package struct Edition: Aggregate, Hashable {
    package typealias ID = Identifier<Edition>
    package static let aggregateName = "edition"

    package var id: ID
    package var version: Int
    package var month: Month
    /// It holds what was published or changed from the previous cut (included) to this one (not included).
    package var cutAt: Date
    /// SHA-256 of its contents, in lower-case hexadecimal.
    package var contentHash: String
    package var events: Int
    package var offers: Int
    package var places: Int
    package var recipients: Int

    package init(
        id: ID, version: Int, month: Month, cutAt: Date, contentHash: String, events: Int, offers: Int, places: Int,
        recipients: Int
    ) {
        self.id = id
        self.version = version
        self.month = month
        self.cutAt = cutAt
        self.contentHash = contentHash
        self.events = events
        self.offers = offers
        self.places = places
        self.recipients = recipients
    }
}

package enum EditionEvents {
    /// An edition was cut and frozen; its mails follow.
    package static let pushed = EventType<Edition>("newsletter.edition.pushed.v1", owner: .newsletter)

    package static let all = [pushed]
}
