import Domain
import HTMLKit

/// What every page links to at its end: who is behind the site, and other ways to read it.
struct PageFooter {
    let layout: Layout

    private var language: Language { layout.language }

    var html: HTML {
        """
        <footer class="bottom">
        <div class="bar">
        <nav aria-label="\(language("Le site", "The site"))">
        <h2>\(language("Le site", "The site"))</h2>
        <ul>
        <li><a href="/contact">Contact</a></li>
        <li><a href="/sitemap">\(language("Plan du site", "Site map"))</a></li>
        <li><a href="/accessibility">\(language("Accessibilité : ", "Accessibility: "))\(layout.portal.settings.accessibility.words(in: language))</a></li>
        <li><a href="/legal">\(language("Mentions légales", "Legal notice"))</a></li>
        <li><a href="/privacy">\(language("Données personnelles", "Privacy"))</a></li>
        </ul>
        </nav>
        <nav aria-label="\(language("Suivre", "Follow"))">
        <h2>\(language("Suivre", "Follow"))</h2>
        <ul>
        \(Feeds.items(language))\
        </ul>
        </nav>
        <nav aria-label="\(language("Pour les programmes", "For programs"))">
        <h2>\(language("Pour les programmes", "For programs"))</h2>
        <ul>
        <li><a href="/api/v1/openapi.json">\(language("Interface (OpenAPI)", "Interface (OpenAPI)"))</a></li>
        <li><a href="/api/v1/places.geojson">\(language("Tiers-lieux (GeoJSON)", "Places (GeoJSON)"))</a></li>
        <li><a href="/api/v1/places.csv">\(language("Tiers-lieux (CSV)", "Places (CSV)"))</a></li>
        <li><a href="/open-data/mediation-numerique.csv">\(language("Lieux de médiation numérique (CSV)", "Digital mediation (CSV)"))</a></li>
        </ul>
        </nav>
        </div>
        </footer>

        """
    }
}

/// The network's feeds, as items of a list.
enum Feeds {
    static func items(_ language: Language) -> HTML {
        """
        <li><a href="/feeds/events.ics">\(language("Événements (iCalendar)", "Events (iCalendar)"))</a></li>
        <li><a href="/feeds/events.atom">\(language("Événements (Atom)", "Events (Atom)"))</a></li>
        <li><a href="/feeds/offers.atom">\(language("Offres (Atom)", "Offers (Atom)"))</a></li>
        <li><a href="/feeds/offers.json">\(language("Offres (JSON Feed)", "Offers (JSON Feed)"))</a></li>

        """
    }
}
