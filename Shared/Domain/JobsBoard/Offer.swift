package import FoundationEssentials

/// A job, a mission or a service that somebody offers or needs.
package struct Offer: ExportedAggregate, Hashable {
    package typealias ID = Identifier<Offer>
    package static let aggregateName = "offer"
    package static let owner = ServiceName.jobsBoard
    package static let exportName = "jobs-board.export-offers.v1"

    package enum State: String, OpenEnumeration {
        case draft, published, closed, other
    }

    package enum Kind: String, OpenEnumeration {
        case job, apprenticeship, internship, volunteering
        /// One employee shared by several places (*salarié partagé*).
        case sharedJob = "shared_job"
        case civicService = "civic_service"
        case serviceOffer = "service_offer"
        case serviceNeed = "service_need"
        case other
    }

    package var id: ID
    package var version: Int
    package var title: OneLine
    package var kind: Kind
    package var description: Markdown?
    package var state: State
    /// Who hires or asks.
    package var organisation: OneLine?
    package var placeId: Place.ID?
    /// The last day on which one may apply, in the network's zone.
    package var closesOn: CalendarDay?
    /// Where to apply or read more.
    package var url: WebAddress?
    package var createdAt: Date
    package var updatedAt: Date
    package var publishedAt: Date?

    package init(
        id: ID, version: Int, title: OneLine, kind: Kind, description: Markdown?, state: State, organisation: OneLine?,
        placeId: Place.ID?, closesOn: CalendarDay?, url: WebAddress?, createdAt: Date, updatedAt: Date,
        publishedAt: Date?
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.kind = kind
        self.description = description
        self.state = state
        self.organisation = organisation
        self.placeId = placeId
        self.closesOn = closesOn
        self.url = url
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.publishedAt = publishedAt
    }
}

/// What `jobs-board` tells. Drafts are told to nobody.
package enum OfferEvents {
    package static let published = EventType<Offer>("jobs-board.offer.published.v1", owner: .jobsBoard)
    package static let changed = EventType<Offer>("jobs-board.offer.changed.v1", owner: .jobsBoard)
    package static let closed = EventType<Offer>("jobs-board.offer.closed.v1", owner: .jobsBoard)

    package static let all = [published, changed, closed]
}
