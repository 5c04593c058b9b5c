import Calendars
import Domain
import FoundationEssentials
import HTMLKit
import ServiceKit

/// The network's feeds, whole or of one territory or place.
struct FeedViews: Sendable {
    let site: Site

    /// How long what was withdrawn stays, so that every reader learns of it.
    private static let tombstonesStay: TimeInterval = 90 * 24 * 3600
    /// Several pages have to be asked for one after the other.
    private static let time = Duration.seconds(2)
    private static let mostItems = 1_000

    @Sendable func eventsCalendar(_ incoming: Incoming) throws -> View {
        try events(incoming, "ics") { heading, listings in
            (CalendarFeed(heading: heading, events: listings).bytes(), CalendarFeed.mediaType)
        }
    }

    @Sendable func eventsAtom(_ incoming: Incoming) throws -> View {
        try events(incoming, "atom") { heading, listings in
            let items = listings.compactMap { FeedItem($0, publicURL: heading.publicURL) }
            return (AtomFeed(heading: heading, items: items).bytes(), AtomFeed.mediaType)
        }
    }

    @Sendable func offersAtom(_ incoming: Incoming) throws -> View {
        try offers(incoming, "atom") { heading, listings in
            let items = listings.compactMap { FeedItem($0, publicURL: heading.publicURL) }
            return (AtomFeed(heading: heading, items: items).bytes(), AtomFeed.mediaType)
        }
    }

    @Sendable func offersJSON(_ incoming: Incoming) throws -> View {
        try offers(incoming, "json") { heading, listings in
            (try JSONFeed(heading: heading, offers: listings).bytes(), JSONFeed.mediaType)
        }
    }

    private func events(
        _ incoming: Incoming, _ suffix: String,
        write: @escaping @Sendable (FeedHeading, [EventListing]) throws -> ([UInt8], String)
    ) throws -> View {
        let search = try EventViews.search(incoming.query)
        let heading = try heading("events", "Agenda", suffix, incoming.query)
        return View(sources: .events, time: Self.time) { read in
            let now = site.today
            var coming = search
            (coming.state, coming.from) = (.published, now)
            var cancelled = search
            (cancelled.state, cancelled.from) = (.cancelled, now.addingTimeInterval(-Self.tombstonesStay))
            let shown = try await all(read) {
                coming.page = $0; return coming
            }
            let withdrawn = try await all(read) {
                cancelled.page = $0; return cancelled
            }
            let (body, type) = try write(heading, shown.items + withdrawn.items)
            return Composed(
                body: body, contentType: type,
                validUntil: min(
                    Validity.of(shown, after: now), Validity.of(withdrawn, after: now, staying: Self.tombstonesStay)),
                lastModified: lastModified((shown.items + withdrawn.items).map(\.event.updatedAt), incoming.query))
        }
    }

    private func offers(
        _ incoming: Incoming, _ suffix: String,
        write: @escaping @Sendable (FeedHeading, [OfferListing]) throws -> ([UInt8], String)
    ) throws -> View {
        let search = try OfferViews.search(incoming.query)
        let heading = try heading("offers", "Offres", suffix, incoming.query)
        return View(sources: .jobsBoard, time: Self.time) { read in
            let now = site.today
            var open = search
            open.open = true
            var ended = search
            ended.endedSince = now.addingTimeInterval(-Self.tombstonesStay)
            let shown = try await all(read) {
                open.page = $0; return open
            }
            let withdrawn = try await all(read) {
                ended.page = $0; return ended
            }
            // One that ended between the two questions is in both answers.
            let gone = Set(withdrawn.items.map(\.offer.id))
            let listings =
                shown.items.filter { !gone.contains($0.offer.id) }
                + withdrawn.items.map { expired($0, at: now) }
            let (body, type) = try write(heading, listings)
            return Composed(
                body: body, contentType: type, validUntil: site.zone.midnight(after: now),
                lastModified: lastModified(listings.map(\.offer.updatedAt), incoming.query))
        }
    }

    /// An offer whose last day has passed is withdrawn like one that was closed, from the midnight that ended it.
    private func expired(_ listing: OfferListing, at now: Date) -> OfferListing {
        guard listing.offer.state == .published, let lastDay = listing.offer.closesOn else { return listing }
        let end = site.zone.midnight(after: site.zone.start(of: lastDay))
        guard end <= now else { return listing }
        var listing = listing
        listing.offer.state = .closed
        listing.offer.updatedAt = max(listing.offer.updatedAt, end)
        return listing
    }

    /// All pages of a list, as one, up to the most that a feed holds.
    private func all<Request: ServiceRequest, Item>(
        _ read: Reader, _ request: (PageQuery) -> Request
    ) async throws -> Page<Item> where Request.Reply == Page<Item> {
        var items: [Item] = []
        var cursor: String?
        repeat {
            let page = try await read(request(PageQuery(limit: PageQuery.maximumLimit, cursor: cursor)))
            items += page.items
            cursor = page.next
        } while cursor != nil && items.count < Self.mostItems
        return Page(items: items, counted: items.count, next: cursor)
    }

    /// Of the whole feed alone: from a part of it an item can also move away, which changes no date in it.
    private func lastModified(_ dates: [Date], _ query: Query) -> Date? {
        Parameter.territory.contains { query[$0.name] != nil } ? nil : dates.max() ?? Self.beginning
    }

    /// What an empty feed gives as its last change.
    private static let beginning = Date(timeIntervalSince1970: 1_767_225_600)

    private func heading(_ name: String, _ title: String, _ suffix: String, _ query: Query) throws -> FeedHeading {
        let filters = Parameter.territory.compactMap { parameter in
            query[parameter.name].map { (name: parameter.name, value: $0) }
        }
        let search = filters.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let address = "\(site.network.publicURL)/feeds/\(name).\(suffix)\(search.isEmpty ? "" : "?\(search)")"
        return FeedHeading(
            title: "\(title) – \(site.network.name)",
            name: ([name] + filters.map { "\($0.name)/\($0.value)" }).joined(separator: "/"),
            network: site.network.name, domain: site.network.domain, publicURL: site.network.publicURL,
            selfURL: LinkTarget(try WebAddress(address)), alternateURL: "\(site.network.publicURL)/\(name)",
            emptySince: Self.beginning)
    }
}
