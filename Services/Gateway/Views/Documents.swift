import Domain
import FoundationEssentials

/// The JSON that the API answers with, where it is not a type of the domain as it stands.

/// An event or an offer with what its reader needs to know of its place, all on one level.
struct Listed<Item: Encodable & Sendable>: Encodable, Sendable {
    let item: Item
    let place: PlaceSummary?

    private enum CodingKeys: String, CodingKey {
        case place
    }

    func encode(to encoder: any Encoder) throws {
        try item.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(place, forKey: .place)
    }
}

extension Listed<Event> {
    init(_ listing: EventListing) {
        self.init(item: listing.event, place: listing.place)
    }
}

extension Listed<Offer> {
    init(_ listing: OfferListing) {
        self.init(item: listing.offer, place: listing.place)
    }
}

/// A page of a list. `next` is written even when there is none.
struct ListDocument<Item: Encodable & Sendable>: Encodable, Sendable {
    let items: [Item]
    let total: Int
    let totalAtLeast: Bool?
    let next: String?

    init<Source>(_ page: Page<Source>, _ transform: (Source) -> Item) {
        items = page.items.map(transform)
        total = page.total
        totalAtLeast = page.totalAtLeast
        next = page.next
    }

    private enum CodingKeys: String, CodingKey {
        case items, total, totalAtLeast, next
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(total, forKey: .total)
        try container.encodeIfPresent(totalAtLeast, forKey: .totalAtLeast)
        try container.encode(next, forKey: .next)
    }
}

/// A list that is always whole.
struct ItemsDocument<Item: Encodable & Sendable>: Encodable, Sendable {
    let items: [Item]
}

/// A place with its coming events and its open offers, as far as they could be read.
struct PlaceDocument: Encodable {
    let parts: PlaceParts

    private enum CodingKeys: String, CodingKey {
        case events, offers, unavailable
    }

    func encode(to encoder: any Encoder) throws {
        try parts.place.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(parts.events.value?.items.map { Listed($0) }, forKey: .events)
        try container.encodeIfPresent(parts.offers.value?.items.map { Listed($0) }, forKey: .offers)
        try container.encode(parts.missing, forKey: .unavailable)
    }
}

/// A new webhook with its secrets, which are shown this once.
struct CreatedWebhookDocument: Encodable {
    let created: CreatedWebhook

    private enum CodingKeys: String, CodingKey {
        case secret, publicKey
    }

    func encode(to encoder: any Encoder) throws {
        try created.webhook.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(created.secret, forKey: .secret)
        try container.encode(created.publicKey, forKey: .publicKey)
    }
}

/// The answer to a subscription: the same whether the address was known or not.
struct SubscriptionAsked: Encodable {
    let status = "confirmation_sent"
}

extension Composed {
    static func json(
        _ value: some Encodable, validUntil: Date = .distantFuture, lastModified: Date? = nil, version: Int? = nil,
        missing: [ServiceName] = []
    ) throws -> Composed {
        Composed(
            body: Array(try JSON.encode(value)), contentType: "application/json", validUntil: validUntil,
            lastModified: lastModified, version: version, missing: missing)
    }
}
