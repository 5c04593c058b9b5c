import Domain
import FoundationEssentials
import HTMLKit
import MarkdownKit

/// A place with what happens there.
struct PlacePage {
    let layout: Layout
    let parts: PlaceParts

    private var language: Language { layout.language }

    var html: HTML {
        let place = parts.place
        let address = [place.address.street?.text, PlaceSummary(place).town].compactMap(\.self).filter { !$0.isEmpty }
        return """
            \(if: place.state == .closed, "<p class=\"notice\">\(language("Ce tiers-lieu est fermé.", "This place is closed."))</p>\n")\
            <div class="item">
            <section class="facts" aria-label="\(language("En bref", "In short"))">
            <dl>
            \(Facts.row(language("État", "State"), place.state.words(in: language)))\
            \(Facts.row(language("Typologie", "Kind"), place.kinds.map { $0.words(in: language) }.joined(separator: ", ")))\
            \(Facts.row(language("Adresse", "Address"), address.joined(separator: ", ")))\
            \(place.website.map { Facts.link(language("Site web", "Website"), $0) })\
            \(PlaceFacts(parts: parts, language: language).html)\
            \(Facts.row(language("Vérifié le", "Confirmed on"), place.confirmedOn?.words(in: language) ?? ""))\
            </dl>
            \(if: layout.hasMap, PlaceMap(layout: layout, position: place.position).html)\
            </section>
            <div>
            \(place.description.map(RenderedMarkdown.html))\
            \(layout.unavailable(parts.missing))\
            \(parts.events.value.map { section(language("À venir", "Coming"), language.count(events: $0), $0.items.map { Cards.event($0, language) }) })\
            \(parts.offers.value.map { section(language("Offres ouvertes", "Open offers"), language.count(offers: $0), $0.items.map { Cards.offer($0, language) }) })\
            </div>
            </div>

            """
    }

    private func section(_ title: String, _ count: String, _ cards: [HTML]) -> HTML {
        """
        <h2>\(title)</h2>
        <p class="count">\(count)</p>
        \(Cards.list(cards))
        """
    }
}

/// One event or offer.
enum ItemPages {
    static func event(_ listing: EventListing, _ language: Language) -> HTML {
        let event = listing.event
        return """
            \(if: event.state == .cancelled, "<p class=\"notice\">\(language("Cet événement est annulé.", "This event is cancelled."))</p>\n")\
            <div class="item">
            <section class="facts" aria-label="\(language("En bref", "In short"))">
            <dl>
            \(Facts.row(language("Quand", "When"), event.dates(in: language)))\
            \(Facts.row(language("Où", "Where"), listing.whereabouts ?? ""))\
            \(listing.place.map { Facts.place($0, language) })\
            \(event.onlineUrl.map { Facts.link(language("En ligne", "Online"), $0) })\
            \(event.url.map { Facts.link(language("En savoir plus", "More"), $0) })\
            </dl>
            </section>
            <div>
            \(event.description.map(RenderedMarkdown.html))\
            <p class="feeds"><a href="/events">\(language("Tout l’agenda", "All events"))</a> · \(Lists.eventFeeds)</p>
            </div>
            </div>

            """
    }

    static func offer(_ listing: OfferListing, on today: CalendarDay, _ language: Language) -> HTML {
        let offer = listing.offer
        let isOver = offer.state == .closed || (offer.closesOn.map { $0 < today } ?? false)
        return """
            \(if: isOver, "<p class=\"notice\">\(language("Cette offre n’est plus ouverte.", "This offer is no longer open."))</p>\n")\
            <div class="item">
            <section class="facts" aria-label="\(language("En bref", "In short"))">
            <dl>
            \(Facts.row(language("Nature", "Kind"), offer.kind.words(in: language)))\
            \(Facts.row(language("Organisation", "Organisation"), listing.organisation ?? ""))\
            \(listing.place.map { Facts.place($0, language) })\
            \(Facts.row(language("Jusqu’au", "Until"), offer.closesOn?.words(in: language) ?? ""))\
            \(offer.url.map { Facts.link(language("Répondre", "Apply"), $0) })\
            </dl>
            </section>
            <div>
            \(offer.description.map(RenderedMarkdown.html))\
            <p class="feeds"><a href="/offers">\(language("Toutes les offres", "All offers"))</a> · \(Lists.offerFeeds)</p>
            </div>
            </div>

            """
    }
}

/// Rows of a list of facts; an empty one is left out.
enum Facts {
    static func row(_ name: String, _ value: String) -> HTML {
        value.isEmpty ? "" : "<dt>\(name)</dt>\n<dd>\(value)</dd>\n"
    }

    static func link(_ name: String, _ address: WebAddress) -> HTML {
        "<dt>\(name)</dt>\n<dd><a href=\"\(address)\" rel=\"noopener nofollow\">\(address.text)</a></dd>\n"
    }

    static func place(_ place: PlaceSummary, _ language: Language) -> HTML {
        """
        <dt>\(language("Tiers-lieu", "Place"))</dt>
        <dd><a href="/places/\(place.id)">\(place.name)</a></dd>

        """
    }
}
