import Domain
import FoundationEssentials
import HTMLKit

/// Who is behind the site, and where everything is.
struct LegalPages: Sendable {
    let site: Site

    @Sendable func legal(_ incoming: Incoming) -> View { view(.legal, incoming) }
    @Sendable func privacy(_ incoming: Incoming) -> View { view(.privacy, incoming) }
    @Sendable func accessibility(_ incoming: Incoming) -> View { view(.accessibility, incoming) }
    @Sendable func contact(_ incoming: Incoming) -> View { view(.contact, incoming) }

    @Sendable func siteMap(_ incoming: Incoming) -> View {
        let language = incoming.language
        return page(
            site.layout(language("Plan du site", "Site map"), incoming),
            """
            <ul>
            <li><a href="/">\(language("Accueil", "Home"))</a></li>
            <li><a href="/places">\(language("Tiers-lieux", "Places"))</a></li>
            <li><a href="/events">\(language("Agenda", "Events"))</a></li>
            <li><a href="/offers">\(language("Offres", "Offers"))</a></li>
            </ul>
            <h2>\(language("Suivre", "Follow"))</h2>
            <ul>
            \(Feeds.items(language))\
            </ul>
            <h2>\(language("Le site", "The site"))</h2>
            <ul>
            <li><a href="/contact">Contact</a></li>
            <li><a href="/accessibility">\(language("Déclaration d’accessibilité", "Accessibility statement"))</a></li>
            <li><a href="/legal">\(language("Mentions légales", "Legal notice"))</a></li>
            <li><a href="/privacy">\(language("Données personnelles", "Privacy"))</a></li>
            </ul>

            """)
    }

    private func view(_ kind: LegalTexts.Kind, _ incoming: Incoming) -> View {
        let text = site.portal.texts[kind, incoming.language]
        return page(site.layout(text.title, incoming), "<div class=\"text\">\n\(text.content)</div>\n")
    }

    private func page(_ layout: Layout, _ content: HTML) -> View {
        let bytes = layout.page(content).bytes
        return View(sources: [], speaks: true) { _ in
            Composed(body: bytes, contentType: "text/html; charset=utf-8", validUntil: .distantFuture)
        }
    }
}
