package import FoundationEssentials

/// Offers that match all that is given, the newest first. Drafts are shown to staff only, and only when asked for.
package struct FindOffers: ServiceRequest {
    package typealias Reply = Page<OfferListing>
    package static let name = "jobs-board.find-offers.v1"
    package static let owner = ServiceName.jobsBoard

    package var text: String?
    package var placeId: Place.ID?
    /// Those at places in this state; for staff. Without one: all but those at places that have closed.
    package var placeState: Place.State?
    package var kind: Offer.Kind?
    package var departement: DepartementCode?
    package var region: RegionCode?
    /// Without one: published and closed.
    package var state: Offer.State?
    /// Only published offers that one may still apply to today.
    package var open: Bool?
    /// Only offers that ended at this moment or later: they were closed, or their last day passed.
    package var endedSince: Date?
    package var page: PageQuery

    package init(
        text: String? = nil, placeId: Place.ID? = nil, placeState: Place.State? = nil, kind: Offer.Kind? = nil,
        departement: DepartementCode? = nil, region: RegionCode? = nil, state: Offer.State? = nil, open: Bool? = nil,
        endedSince: Date? = nil, page: PageQuery = PageQuery()
    ) {
        self.text = text
        self.placeId = placeId
        self.placeState = placeState
        self.kind = kind
        self.departement = departement
        self.region = region
        self.state = state
        self.open = open
        self.endedSince = endedSince
        self.page = page
    }
}

/// An offer with what its reader needs to know of its place.
package struct OfferListing: Codable, Sendable, Hashable {
    package var offer: Offer
    package var place: PlaceSummary?

    package init(offer: Offer, place: PlaceSummary?) {
        self.offer = offer
        self.place = place
    }
}

package struct GetOffer: ServiceRequest {
    package typealias Reply = OfferListing
    package static let name = "jobs-board.get-offer.v1"
    package static let owner = ServiceName.jobsBoard

    package var id: Offer.ID

    package init(id: Offer.ID) {
        self.id = id
    }
}

/// A new offer, as a draft. Staff only.
package struct CreateOffer: ServiceRequest {
    package typealias Reply = Offer
    package static let name = "jobs-board.create-offer.v1"
    package static let owner = ServiceName.jobsBoard

    package var title: OneLine
    package var kind: Offer.Kind?
    package var description: Markdown?
    package var organisation: OneLine?
    package var placeId: Place.ID?
    package var closesOn: CalendarDay?
    package var url: WebAddress?
}

/// New values for the fields that are given; the others stay. Staff only.
package struct ChangeOffer: ServiceRequest {
    package typealias Reply = Offer
    package static let name = "jobs-board.change-offer.v1"
    package static let owner = ServiceName.jobsBoard

    package struct Changes: Codable, Sendable {
        package var title: OneLine?
        package var kind: Offer.Kind?
        package var description: Patch<Markdown>?
        package var organisation: Patch<OneLine>?
        package var placeId: Patch<Place.ID>?
        package var closesOn: Patch<CalendarDay>?
        package var url: Patch<WebAddress>?
    }

    package var id: Offer.ID
    package var expectedVersion: Int?
    package var changes: Changes

    package init(id: Offer.ID, expectedVersion: Int?, changes: Changes) {
        self.id = id
        self.expectedVersion = expectedVersion
        self.changes = changes
    }
}

/// Shows a draft to everybody; a no-op on an offer that is published. Staff only.
package struct PublishOffer: ServiceRequest {
    package typealias Reply = Offer
    package static let name = "jobs-board.publish-offer.v1"
    package static let owner = ServiceName.jobsBoard

    package var id: Offer.ID
    package var expectedVersion: Int?

    package init(id: Offer.ID, expectedVersion: Int?) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}

/// Tells everybody that an offer is filled or withdrawn; a no-op on one that is closed. Staff only.
package struct CloseOffer: ServiceRequest {
    package typealias Reply = Offer
    package static let name = "jobs-board.close-offer.v1"
    package static let owner = ServiceName.jobsBoard

    package var id: Offer.ID
    package var expectedVersion: Int?

    package init(id: Offer.ID, expectedVersion: Int?) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}
