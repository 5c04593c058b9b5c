import Domain
import FoundationEssentials

/// What a partner is told of an item: enough to decide whether to fetch the whole, which is one GET away at `url`.
struct WebhookBody: Codable, Sendable {
    let type: String
    /// When it happened, not when it is sent.
    let timestamp: Date
    let data: Item

    /// Fields that an item does not have are absent.
    struct Item: Codable, Sendable, Equatable {
        var id: String
        var version: Int
        var state: String
        var title: OneLine
        var url: String
        var startsAt: Date?
        var endsAt: Date?
        var timezone: ServedTimeZone?
        var closesOn: CalendarDay?
        var place: Place?
        var territory: Territory?
        /// Of a place that another one stands for: that one.
        var mergedInto: Identifier<Domain.Place>?
        /// The fields above that differ from what was told last; absent the first time.
        var changed: [String]?
    }

    struct Place: Codable, Sendable, Equatable {
        var id: Identifier<Domain.Place>
        var name: OneLine
        var url: String
    }

    struct Territory: Codable, Sendable, Equatable {
        var communeCode: CommuneCode?
        var commune: OneLine?
        var departementCode: DepartementCode?
        var regionCode: RegionCode?
    }
}

/// An item of which partners can be told.
protocol TellableItem: ExportedAggregate {
    /// Where its page is, below the public address.
    static var path: String { get }
    var placeID: Place.ID? { get }
    /// Fills what is particular to its kind.
    func describe(_ item: inout WebhookBody.Item)
    var headline: (title: OneLine, state: String) { get }
}

extension TellableItem {
    func body(place: PlaceSummary?, publicURL: WebAddress) -> WebhookBody.Item {
        var item = WebhookBody.Item(
            id: id.description, version: version, state: headline.state, title: headline.title,
            url: "\(publicURL)/\(Self.path)/\(id)")
        if let place {
            item.place = .init(id: place.id, name: place.name, url: "\(publicURL)/\(Place.path)/\(place.id)")
            item.territory = .init(
                communeCode: place.address.communeCode, commune: place.address.commune,
                departementCode: place.address.departementCode, regionCode: place.address.regionCode)
        }
        describe(&item)
        return item
    }
}

extension Place: TellableItem {
    static let path = "places"
    var placeID: Place.ID? { id }
    var headline: (title: OneLine, state: String) { (name, state.rawValue) }

    func describe(_ item: inout WebhookBody.Item) {
        item.mergedInto = mergedInto
    }
}

extension Event: TellableItem {
    static let path = "events"
    var placeID: Place.ID? { placeId }
    var headline: (title: OneLine, state: String) { (title, state.rawValue) }

    func describe(_ item: inout WebhookBody.Item) {
        item.startsAt = startsAt
        item.endsAt = endsAt
        item.timezone = timezone
    }
}

extension Offer: TellableItem {
    static let path = "offers"
    var placeID: Place.ID? { placeId }
    var headline: (title: OneLine, state: String) { (title, state.rawValue) }

    func describe(_ item: inout WebhookBody.Item) {
        item.closesOn = closesOn
    }
}
