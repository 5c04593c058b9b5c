import Domain
import HTMLKit

/// Name, sections, search and languages, on top of every page.
struct PageHeader {
    let layout: Layout

    private var language: Language { layout.language }

    var html: HTML {
        """
        <header class="top">
        <div class="bar">
        <p class="name"><a href="/"\(if: layout.address.path.isEmpty, " aria-current=\"page\"")>\(logo)\(layout.portal.network)</a></p>
        <nav class="sections" aria-label="\(language("Rubriques", "Sections"))">
        <ul>
        \(section("places", "/places", language("Tiers-lieux", "Places")))\
        \(section("events", "/events", language("Agenda", "Events")))\
        \(section("offers", "/offers", language("Offres", "Offers")))\
        \(section("account", "/account", language("Mon compte", "My account")))\
        </ul>
        </nav>
        \(if: hasSearch, search)\
        <nav class="languages" aria-label="\(language("Langue", "Language"))">
        <ul>
        \(languageLink(.french, "Français"))\
        \(languageLink(.english, "English"))\
        </ul>
        </nav>
        </div>
        </header>

        """
    }

    private var logo: HTML {
        layout.portal.settings.logo.map { "<img src=\"\($0)\" alt=\"\" height=\"40\"> " } ?? ""
    }

    /// The first page and the list of places have a larger one of their own.
    private var hasSearch: Bool {
        !layout.address.path.isEmpty && layout.address.path != ["places"]
    }

    private var search: HTML {
        """
        <form class="search" action="/places" method="get" role="search">
        \(layout.languageField)\
        <label class="unseen" for="search">\(language("Chercher un tiers-lieu", "Find a place"))</label>
        <input id="search" name="q" type="search" placeholder="\(language("Chercher un tiers-lieu", "Find a place"))">
        <button>\(language("Chercher", "Search"))</button>
        </form>

        """
    }

    private func section(_ first: String, _ link: LinkTarget, _ name: String) -> HTML {
        let path = layout.address.path
        return """
            <li><a href="\(link)"\(if: path == [first], " aria-current=\"page\"")\
            \(if: path.count > 1 && path.first == first, " aria-current=\"true\"")>\(name)</a></li>

            """
    }

    private func languageLink(_ other: Language, _ name: String) -> HTML {
        """
        <li><a href="\(layout.address.with(PageLanguage.name, other.rawValue))" lang="\(other.rawValue)" \
        hreflang="\(other.rawValue)"\(if: other == language, " aria-current=\"true\"")>\(name)</a></li>

        """
    }
}
