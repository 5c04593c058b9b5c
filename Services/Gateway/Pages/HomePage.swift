import Domain
import HTMLKit

/// The first page: what comes, what is open, and the ways to more.
struct HomePage {
    let layout: Layout
    let events: Part<Page<EventListing>>
    let offers: Part<Page<OfferListing>>

    private var language: Language { layout.language }

    var missing: [ServiceName] {
        [events.missing, offers.missing].compactMap(\.self)
    }

    var html: HTML {
        """
        <p class="lead">\(language("Les tiers-lieux du réseau, ce qui s’y passe et ce qui s’y cherche.", "The places of the network, what happens there and who is wanted there."))</p>
        <form class="find" action="/places" method="get" role="search">
        \(layout.languageField)\
        <label for="q">\(language("Chercher un tiers-lieu", "Find a place"))</label>
        <input id="q" name="q" type="search" placeholder="\(language("fablab, coworking, Dijon…", "fab lab, coworking, Dijon…"))">
        <button>\(language("Chercher", "Search"))</button>
        </form>
        <p><a href="/places">\(language("Tous les tiers-lieux, en liste et sur la carte", "All places, as a list and on a map"))</a></p>
        \(layout.unavailable(missing))\
        <div class="halves">
        \(events.value.map { section("coming", language("À venir", "Coming"), $0.items.map { Cards.event($0, language) }, language.count(events: $0), "/events", language("Tout l’agenda", "All events")) })\
        \(offers.value.map { section("open", language("Offres ouvertes", "Open offers"), $0.items.map { Cards.offer($0, language) }, language.count(offers: $0), "/offers", language("Toutes les offres", "All offers")) })\
        </div>
        <section class="band" aria-labelledby="letter">
        <h2 id="letter">\(language("Recevoir chaque mois les nouvelles", "Get the news each month"))</h2>
        \(NewsletterPages.form(language))\
        </section>

        """
    }

    private func section(
        _ id: String, _ title: String, _ cards: [HTML], _ count: String, _ link: LinkTarget, _ more: String
    ) -> HTML {
        """
        <section aria-labelledby="\(id)">
        <h2 id="\(id)">\(title)</h2>
        <p class="count">\(count)</p>
        \(Cards.list(cards))\
        <p><a class="more" href="\(link)">\(more)</a></p>
        </section>

        """
    }
}
