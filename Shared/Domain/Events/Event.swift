package import FoundationEssentials

/// Something that happens once, in a place, online, or both.
package struct Event: ExportedAggregate, Hashable {
    package typealias ID = Identifier<Event>
    package static let aggregateName = "event"
    package static let owner = ServiceName.events
    package static let exportName = "events.export-events.v1"

    package enum State: String, OpenEnumeration {
        case draft, published, cancelled, other
    }

    package var id: ID
    package var version: Int
    /// iCalendar's SEQUENCE: one more at each change of dates, place or state after publication.
    package var sequence: Int
    package var title: OneLine
    package var description: Markdown?
    package var state: State
    package var startsAt: Date
    package var endsAt: Date?
    /// The zone in which its hours are told, such as `Europe/Paris`.
    package var timezone: ServedTimeZone
    package var placeId: Place.ID?
    /// Where, in words, when it is in no known place.
    package var location: OneLine?
    /// Where to join online.
    package var onlineUrl: WebAddress?
    /// More about it elsewhere.
    package var url: WebAddress?
    package var createdAt: Date
    package var updatedAt: Date
    package var publishedAt: Date?

    package init(
        id: ID, version: Int, sequence: Int, title: OneLine, description: Markdown?, state: State, startsAt: Date,
        endsAt: Date?, timezone: ServedTimeZone, placeId: Place.ID?, location: OneLine?, onlineUrl: WebAddress?,
        url: WebAddress?, createdAt: Date, updatedAt: Date, publishedAt: Date?
    ) {
        self.id = id
        self.version = version
        self.sequence = sequence
        self.title = title
        self.description = description
        self.state = state
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.timezone = timezone
        self.placeId = placeId
        self.location = location
        self.onlineUrl = onlineUrl
        self.url = url
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.publishedAt = publishedAt
    }

    /// When it is over: its end, or an hour after its start when no end was given.
    package var isOverAt: Date {
        endsAt ?? startsAt.addingTimeInterval(3600)
    }
}

/// What `events` tells. Drafts are told to nobody.
package enum EventEvents {
    package static let published = EventType<Event>("events.event.published.v1", owner: .events)
    package static let changed = EventType<Event>("events.event.changed.v1", owner: .events)
    package static let cancelled = EventType<Event>("events.event.cancelled.v1", owner: .events)

    package static let all = [published, changed, cancelled]
}
