import Domain
import HTMLKit

/// The first page: what comes, what is open, and the ways to more.
struct HomePage {
    let language: Language
    let layout: Layout
    let events: Part<Page<EventListing>>
    let offers: Part<Page<OfferListing>>

    var missing: [ServiceName] {
        [events.missing, offers.missing].compactMap(\.self)
    }

    var html: HTML {
        """
        <form action="/places" method="get" role="search">
        <label for="q">\(language("Chercher un tiers-lieu", "Find a place"))</label>
        <input id="q" name="q" type="search">
        <button>\(language("Chercher", "Search"))</button>
        </form>
        \(layout.unavailable(missing))\
        \(events.value.map { section(language("À venir", "Coming"), Lists.events($0.items, language), language.count(events: $0), "/events", language("Tout l’agenda", "All events")) })\
        \(offers.value.map { section(language("Offres ouvertes", "Open offers"), Lists.offers($0.items, language), language.count(offers: $0), "/offers", language("Toutes les offres", "All offers")) })\
        <h2>\(language("Recevoir chaque mois les nouvelles", "Get the news each month"))</h2>
        \(NewsletterPages.form(language))\
        <h2>\(language("S’abonner par un agrégateur ou un agenda", "Subscribe by feed or calendar"))</h2>
        <ul>
        <li><a href="/feeds/events.ics">\(language("Événements (iCalendar)", "Events (iCalendar)"))</a></li>
        <li><a href="/feeds/events.atom">\(language("Événements (Atom)", "Events (Atom)"))</a></li>
        <li><a href="/feeds/offers.atom">\(language("Offres (Atom)", "Offers (Atom)"))</a></li>
        <li><a href="/feeds/offers.json">\(language("Offres (JSON Feed)", "Offers (JSON Feed)"))</a></li>
        </ul>

        """
    }

    private func section(_ title: String, _ list: HTML, _ count: String, _ link: LinkTarget, _ more: String) -> HTML {
        """
        <h2>\(title)</h2>
        <p>\(count)</p>
        \(list)\
        <p><a href="\(link)">\(more)</a></p>

        """
    }
}
