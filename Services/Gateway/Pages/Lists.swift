import Domain
import FoundationEssentials
import HTMLKit

/// Lists of places, events and offers, and the pages of them.
enum Lists {
    static func events(_ listings: [EventListing], _ language: Language) -> HTML {
        list(
            listings.map { listing in
                """
                <p><a href="/events/\(listing.event.id)">\(listing.event.title)</a>\
                \(if: listing.event.state == .cancelled, " – <strong>\(language("annulé", "cancelled"))</strong>")</p>
                <p>\(listing.event.dates(in: language))</p>
                \(listing.whereabouts.map { whereabouts -> HTML in "<p>\(whereabouts)</p>\n" })
                """
            })
    }

    static func offers(_ listings: [OfferListing], _ language: Language) -> HTML {
        list(
            listings.map { listing in
                let offer = listing.offer
                let about = [
                    offer.kind.words(in: language), listing.organisation,
                    listing.place?.words,
                    offer.closesOn.map { language("jusqu’au ", "until ") + $0.words(in: language) },
                ].compactMap(\.self).joined(separator: " · ")
                return """
                    <p><a href="/offers/\(offer.id)">\(offer.title)</a>\
                    \(if: offer.state == .closed, " – <strong>\(language("close", "closed"))</strong>")</p>
                    <p>\(about)</p>

                    """
            })
    }

    static func places(
        _ found: Page<Place>, _ search: FindPlaces, _ query: Query, _ language: Language
    ) -> HTML {
        let kinds = Place.Kind.allCases.map { kind -> HTML in
            """
            <option value="\(kind.rawValue)"\(if: search.kind == kind, " selected")>\(kind.words(in: language))</option>

            """
        }
        let items = list(
            found.items.map { place in
                """
                <p><a href="/places/\(place.id)">\(place.name)</a></p>
                <p>\(PlaceSummary(place).town)</p>

                """
            })
        return """
            <form action="/places" method="get" role="search">
            <label for="q">\(language("Mots", "Words"))</label>
            <input id="q" name="q" type="search" value="\(query["q"] ?? "")">
            <label for="kind">\(language("Typologie", "Kind"))</label>
            <select id="kind" name="kind">
            <option value="">\(language("toutes", "all"))</option>
            \(kinds)</select>
            <label for="departement">\(language("Département (code)", "Département (code)"))</label>
            <input id="departement" name="departement" value="\(query["departement"] ?? "")" size="4">
            <button>\(language("Chercher", "Search"))</button>
            </form>
            <p role="status">\(language.count(places: found))</p>
            \(items)\
            \(found.next.map { next in more("/places?q=\(query["q"] ?? "")&near=\(query["near"] ?? "")&radius_km=\(query["radius_km"] ?? "")&kind=\(query["kind"] ?? "")&region=\(query["region"] ?? "")&departement=\(query["departement"] ?? "")&territory=\(query["territory"] ?? "")&qpv=\(query["qpv"] ?? "")&limit=\(query["limit"] ?? "")&cursor=\(next)", language) })
            """
    }

    static func events(_ found: Page<EventListing>, _ query: Query, _ language: Language) -> HTML {
        """
        <p role="status">\(language.count(events: found))</p>
        \(events(found.items, language))\
        \(found.next.map { next in more("/events?q=\(query["q"] ?? "")&place_id=\(query["place_id"] ?? "")&departement=\(query["departement"] ?? "")&region=\(query["region"] ?? "")&from=\(query["from"] ?? "")&until=\(query["until"] ?? "")&state=\(query["state"] ?? "")&limit=\(query["limit"] ?? "")&cursor=\(next)", language) })\
        <p>\(eventFeeds)</p>

        """
    }

    static func offers(_ found: Page<OfferListing>, _ query: Query, _ language: Language) -> HTML {
        """
        <p role="status">\(language.count(offers: found))</p>
        \(offers(found.items, language))\
        \(found.next.map { next in more("/offers?q=\(query["q"] ?? "")&place_id=\(query["place_id"] ?? "")&kind=\(query["kind"] ?? "")&departement=\(query["departement"] ?? "")&region=\(query["region"] ?? "")&open=\(query["open"] ?? "")&state=\(query["state"] ?? "")&limit=\(query["limit"] ?? "")&cursor=\(next)", language) })\
        <p>\(offerFeeds)</p>

        """
    }

    static let eventFeeds: HTML = """
        <a href="/feeds/events.ics">iCalendar</a> · <a href="/feeds/events.atom">Atom</a>
        """

    static let offerFeeds: HTML = """
        <a href="/feeds/offers.atom">Atom</a> · <a href="/feeds/offers.json">JSON Feed</a>
        """

    private static func list(_ items: [HTML]) -> HTML {
        items.isEmpty ? "" : "<ul class=\"items\">\n\(items.map { item -> HTML in "<li>\n\(item)</li>\n" })</ul>\n"
    }

    private static func more(_ link: LinkTarget, _ language: Language) -> HTML {
        "<p><a href=\"\(link)\" rel=\"next\">\(language("La suite", "More"))</a></p>\n"
    }
}

extension PlaceSummary {
    /// « 21000 Dijon ».
    var town: String {
        [address.postcode?.text, address.commune?.text].compactMap(\.self).joined(separator: " ")
    }
}
