import Calendars
import Domain
import FoundationEssentials
import HTMLKit

/// Places, events and offers as lists show them.
enum Cards {
    static func list(_ cards: [HTML]) -> HTML {
        cards.isEmpty ? "" : "<ul class=\"cards\">\n\(cards)</ul>\n"
    }

    static func place(_ place: Place, _ language: Language) -> HTML {
        """
        <li class="card">
        <p class="title"><a href="/places/\(place.id)">\(place.name)</a></p>
        \(line(PlaceSummary(place).town))\
        \(place.confirmedOn.map { line(language("Vérifié le ", "Confirmed on ") + $0.words(in: language)) })\
        \(chips((place.state == .active ? [] : [place.state.words(in: language)]) + place.kinds.map { $0.words(in: language) }))\
        </li>

        """
    }

    static func event(_ listing: EventListing, _ language: Language) -> HTML {
        let event = listing.event
        let start = Zone(event.timezone).local(event.startsAt)
        return """
            <li class="card dated">
            <p class="leaf" aria-hidden="true"><span>\(start.day)</span> \(start.shortMonth(in: language))</p>
            <div>
            <p class="title"><a href="/events/\(event.id)">\(event.title)</a>\
            \(if: event.state == .cancelled, " <strong class=\"over\">\(language("annulé", "cancelled"))</strong>")</p>
            <p><time datetime="\(event.startsAt.rfc3339)">\(event.dates(in: language))</time></p>
            \(line(listing.whereabouts ?? ""))\
            </div>
            </li>

            """
    }

    static func offer(_ listing: OfferListing, _ language: Language) -> HTML {
        let offer = listing.offer
        let from = [listing.organisation, listing.place?.words].compactMap(\.self).joined(separator: " · ")
        return """
            <li class="card">
            \(chips([offer.kind.words(in: language)]))\
            <p class="title"><a href="/offers/\(offer.id)">\(offer.title)</a>\
            \(if: offer.state == .closed, " <strong class=\"over\">\(language("close", "closed"))</strong>")</p>
            \(line(from))\
            \(offer.closesOn.map { "<p>\(language("Jusqu’au", "Until")) <time datetime=\"\($0)\">\($0.words(in: language))</time></p>\n" as HTML })\
            </li>

            """
    }

    static func chips(_ words: [String]) -> HTML {
        words.isEmpty
            ? "" : "<p class=\"chips\">\(words.map { word -> HTML in "<span class=\"chip\">\(word)</span> " })</p>\n"
    }

    private static func line(_ text: String) -> HTML {
        text.isEmpty ? "" : "<p>\(text)</p>\n"
    }
}

extension PlaceSummary {
    /// « 21000 Dijon ».
    var town: String {
        [address.postcode?.text, address.commune?.text].compactMap(\.self).joined(separator: " ")
    }
}

extension LocalDateTime {
    /// « nov. », “Nov”.
    func shortMonth(in language: Language) -> String {
        let names: [String]
        switch language {
        case .french:
            names = [
                "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
            ]
        case .english:
            names = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
        }
        return names[month - 1]
    }
}
