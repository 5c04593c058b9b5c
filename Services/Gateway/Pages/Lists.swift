import Domain
import HTMLKit

/// Lists of places, events and offers, their filters, and the pages of them.
struct Lists {
    let layout: Layout
    let query: Query

    private var language: Language { layout.language }

    /// Beside the map, which shows all that the list shows on all of its pages.
    func places(_ found: Page<Place>, _ search: FindPlaces) -> HTML {
        """
        <form class="filters" action="/places" method="get" role="search">
        \(layout.languageField)\
        \(kept(besides: "q", "kind", "departement"))\
        \(text("q", language("Mots", "Words"), type: "search"))\
        \(choice("kind", language("Typologie", "Kind"), Place.Kind.allCases, search.kind) { $0.words(in: language) })\
        \(text("departement", language("Département (code)", "Département (code)"), size: 4))\
        <button>\(language("Chercher", "Search"))</button>
        </form>
        <p role="status">\(language.count(places: found))</p>
        <div class="\(layout.hasMap ? "with-map" : "plain")">
        <div>
        \(Cards.list(found.items.map { Cards.place($0, language) }))\
        \(more(found.next))\
        </div>
        \(if: layout.hasMap, "<div class=\"beside\">\n\(PlaceMap(layout: layout, address: layout.address).html)</div>\n")\
        </div>

        """
    }

    func events(_ found: Page<EventListing>) -> HTML {
        """
        <form class="filters" action="/events" method="get" role="search">
        \(layout.languageField)\
        \(kept(besides: "q", "departement"))\
        \(text("q", language("Mots", "Words"), type: "search"))\
        \(text("departement", language("Département (code)", "Département (code)"), size: 4))\
        <button>\(language("Chercher", "Search"))</button>
        </form>
        <p role="status">\(language.count(events: found))</p>
        \(Cards.list(found.items.map { Cards.event($0, language) }))\
        \(more(found.next))\
        <p class="feeds">\(Self.eventFeeds)</p>

        """
    }

    func offers(_ found: Page<OfferListing>, _ search: FindOffers) -> HTML {
        """
        <form class="filters" action="/offers" method="get" role="search">
        \(layout.languageField)\
        \(kept(besides: "q", "kind", "departement"))\
        \(text("q", language("Mots", "Words"), type: "search"))\
        \(choice("kind", language("Nature", "Kind"), Offer.Kind.allCases, search.kind) { $0.words(in: language) })\
        \(text("departement", language("Département (code)", "Département (code)"), size: 4))\
        <button>\(language("Chercher", "Search"))</button>
        </form>
        <p role="status">\(language.count(offers: found))</p>
        \(Cards.list(found.items.map { Cards.offer($0, language) }))\
        \(more(found.next))\
        <p class="feeds">\(Self.offerFeeds)</p>

        """
    }

    static let eventFeeds: HTML = """
        <a href="/feeds/events.ics">iCalendar</a> · <a href="/feeds/events.atom">Atom</a>
        """

    static let offerFeeds: HTML = """
        <a href="/feeds/offers.atom">Atom</a> · <a href="/feeds/offers.json">JSON Feed</a>
        """

    // MARK: Filters

    private func text(_ name: String, _ label: String, type: String = "text", size: Int = 20) -> HTML {
        """
        <div>
        <label for="\(name)">\(label)</label>
        <input id="\(name)" name="\(name)" type="\(type)" value="\(query[name] ?? "")" size="\(size)">
        </div>

        """
    }

    private func choice<Word: OpenEnumeration>(
        _ name: String, _ label: String, _ words: [Word], _ chosen: Word?, _ told: (Word) -> String
    ) -> HTML where Word.RawValue == String {
        """
        <div>
        <label for="\(name)">\(label)</label>
        <select id="\(name)" name="\(name)">
        <option value="">\(language("toutes", "all"))</option>
        \(words.map { word -> HTML in "<option value=\"\(word.rawValue)\"\(if: word == chosen, " selected")>\(told(word))</option>\n" })\
        </select>
        </div>

        """
    }

    /// Filters that no field of the form is for stay as they came.
    private func kept(besides fields: String...) -> HTML {
        let others = layout.address.query.filter {
            !(fields + ["cursor", PageLanguage.name]).contains($0.name) && !$0.value.isEmpty
        }
        let hidden = others.map { name, value -> HTML in
            "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">\n"
        }
        return "\(hidden)"
    }

    private func more(_ cursor: String?) -> HTML {
        cursor.map {
            "<p><a class=\"more\" href=\"\(layout.address.with("cursor", $0))\" rel=\"next\">\(language("La suite", "More"))</a></p>\n"
        } ?? ""
    }
}
