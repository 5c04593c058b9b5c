package import FoundationEssentials

/// Events that match all that is given, the soonest first. Drafts are shown to staff only, and only when asked for.
package struct FindEvents: ServiceRequest {
    package typealias Reply = Page<EventListing>
    package static let name = "events.find-events.v1"
    package static let owner = ServiceName.events

    package var text: String?
    package var placeId: Place.ID?
    /// Those at places in this state; for staff. Without one: all but those at places that have closed.
    package var placeState: Place.State?
    package var departement: DepartementCode?
    package var region: RegionCode?
    /// Without one: published and cancelled.
    package var state: Event.State?
    /// Only events that are not over at this moment.
    package var from: Date?
    /// Only events that start before this moment.
    package var until: Date?
    package var page: PageQuery

    package init(
        text: String? = nil, placeId: Place.ID? = nil, placeState: Place.State? = nil,
        departement: DepartementCode? = nil, region: RegionCode? = nil, state: Event.State? = nil, from: Date? = nil,
        until: Date? = nil, page: PageQuery = PageQuery()
    ) {
        self.text = text
        self.placeId = placeId
        self.placeState = placeState
        self.departement = departement
        self.region = region
        self.state = state
        self.from = from
        self.until = until
        self.page = page
    }
}

/// An event with what its reader needs to know of its place.
package struct EventListing: Codable, Sendable, Hashable {
    package var event: Event
    package var place: PlaceSummary?

    package init(event: Event, place: PlaceSummary?) {
        self.event = event
        self.place = place
    }
}

package struct GetEvent: ServiceRequest {
    package typealias Reply = EventListing
    package static let name = "events.get-event.v1"
    package static let owner = ServiceName.events

    package var id: Event.ID

    package init(id: Event.ID) {
        self.id = id
    }
}

/// A new event, as a draft. Staff only.
package struct CreateEvent: ServiceRequest {
    package typealias Reply = Event
    package static let name = "events.create-event.v1"
    package static let owner = ServiceName.events

    package var title: OneLine
    package var description: Markdown?
    package var startsAt: Date
    package var endsAt: Date?
    /// Without one: the network's.
    package var timezone: ServedTimeZone?
    package var placeId: Place.ID?
    package var location: OneLine?
    package var onlineUrl: WebAddress?
    package var url: WebAddress?
}

/// New values for the fields that are given; the others stay. Staff only.
package struct ChangeEvent: ServiceRequest {
    package typealias Reply = Event
    package static let name = "events.change-event.v1"
    package static let owner = ServiceName.events

    package struct Changes: Codable, Sendable {
        package var title: OneLine?
        package var description: Patch<Markdown>?
        package var startsAt: Date?
        package var endsAt: Patch<Date>?
        package var timezone: ServedTimeZone?
        package var placeId: Patch<Place.ID>?
        package var location: Patch<OneLine>?
        package var onlineUrl: Patch<WebAddress>?
        package var url: Patch<WebAddress>?
    }

    package var id: Event.ID
    package var expectedVersion: Int?
    package var changes: Changes

    package init(id: Event.ID, expectedVersion: Int?, changes: Changes) {
        self.id = id
        self.expectedVersion = expectedVersion
        self.changes = changes
    }
}

/// Shows a draft to everybody; a no-op on an event that is published. Staff only.
package struct PublishEvent: ServiceRequest {
    package typealias Reply = Event
    package static let name = "events.publish-event.v1"
    package static let owner = ServiceName.events

    package var id: Event.ID
    package var expectedVersion: Int?

    package init(id: Event.ID, expectedVersion: Int?) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}

/// Tells everybody that a published event will not take place; a no-op on one that is cancelled. Staff only.
package struct CancelEvent: ServiceRequest {
    package typealias Reply = Event
    package static let name = "events.cancel-event.v1"
    package static let owner = ServiceName.events

    package var id: Event.ID
    package var expectedVersion: Int?

    package init(id: Event.ID, expectedVersion: Int?) {
        self.id = id
        self.expectedVersion = expectedVersion
    }
}
