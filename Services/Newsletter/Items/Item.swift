import Domain
import FoundationEssentials

/// What an edition may tell of an event, an offer or a place: its newest state, as far as a letter needs it.
struct Item: Decodable, Sendable, Equatable {
    enum Kind: String, Codable, Sendable {
        case event, offer, place
    }

    let kind: Kind
    let id: UUID
    let version: Int
    /// In the words of its owner.
    let state: String
    let title: OneLine
    let startsAt: Date?
    let endsAt: Date?
    let timezone: ServedTimeZone?
    let closesOn: CalendarDay?
    let organisation: OneLine?
    /// In words: a place's commune, or where an event is that is in no known place.
    let location: OneLine?
    let placeId: Place.ID?
    /// Of a place that another one stands for: that one.
    let mergedInto: Place.ID?
    let publishedAt: Date
    let changedAt: Date

    init(_ event: Event, changedAt: Date) {
        kind = .event
        id = event.id.uuid
        version = event.version
        state = event.state.rawValue
        title = event.title
        startsAt = event.startsAt
        endsAt = event.endsAt
        timezone = event.timezone
        closesOn = nil
        organisation = nil
        location = event.location
        placeId = event.placeId
        mergedInto = nil
        publishedAt = event.publishedAt ?? changedAt
        self.changedAt = changedAt
    }

    init(_ offer: Offer, changedAt: Date) {
        kind = .offer
        id = offer.id.uuid
        version = offer.version
        state = offer.state.rawValue
        title = offer.title
        startsAt = nil
        endsAt = nil
        timezone = nil
        closesOn = offer.closesOn
        organisation = offer.organisation
        location = nil
        placeId = offer.placeId
        mergedInto = nil
        publishedAt = offer.publishedAt ?? changedAt
        self.changedAt = changedAt
    }

    init(_ place: Place, changedAt: Date) {
        kind = .place
        id = place.id.uuid
        version = place.version
        state = place.state.rawValue
        title = place.name
        startsAt = nil
        endsAt = nil
        timezone = nil
        closesOn = nil
        organisation = nil
        location = place.address.commune
        placeId = nil
        mergedInto = place.mergedInto
        publishedAt = place.createdAt
        self.changedAt = changedAt
    }
}
