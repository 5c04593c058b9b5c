import Domain
import FoundationEssentials
import HTMLKit

/// The frame of every page: plain HTML that needs no script.
struct Layout {
    let portal: Portal
    let language: Language
    let title: String
    /// Where the page is found again; the first page stands for one that no link leads to.
    var address = PageAddress.home
    /// The list that the page is an item of.
    var parent: (name: String, link: LinkTarget)?
    /// Whether the page has a map.
    var hasMap = false

    func page(_ content: HTML) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title == portal.network ? portal.network : "\(title) – \(portal.network)")</title>
        \(if: hasMap, links(to: portal.map))\
        <link rel="stylesheet" href="\(portal.stylesheet.link)">
        <link rel="icon" type="image/svg+xml" href="\(portal.icon.link)">
        <link rel="alternate" hreflang="fr" href="\(address.with(PageLanguage.name, "fr"))">
        <link rel="alternate" hreflang="en" href="\(address.with(PageLanguage.name, "en"))">
        <link rel="alternate" type="application/atom+xml" title="\(language("Événements", "Events"))" href="/feeds/events.atom">
        <link rel="alternate" type="application/atom+xml" title="\(language("Offres", "Offers"))" href="/feeds/offers.atom">
        </head>
        <body>
        <a class="skip" href="#main">\(language("Aller au contenu", "Skip to content"))</a>
        \(PageHeader(layout: self).html)\
        \(StaleNotice.before)
        \(parent.map(trail))\
        <h1>\(title)</h1>
        \(content)</main>
        \(PageFooter(layout: self).html)\
        </body>
        </html>

        """
    }

    /// In forms that ask for a page: keeps the language that the address names, for who takes no cookies.
    var languageField: HTML {
        address.query.contains { $0.name == PageLanguage.name }
            ? "<input type=\"hidden\" name=\"\(PageLanguage.name)\" value=\"\(language.rawValue)\">\n" : ""
    }

    private func trail(_ name: String, _ link: LinkTarget) -> HTML {
        """
        <nav class="trail" aria-label="\(language("Vous êtes ici", "You are here"))">
        <a href="/">\(language("Accueil", "Home"))</a> <span aria-hidden="true">›</span> <a href="\(link)">\(name)</a>
        </nav>

        """
    }

    private func links(to map: MapAssets?) -> HTML {
        guard let map else { return "" }
        return """
            <link rel="stylesheet" href="\(map.stylesheet.link)">
            <script defer src="\(map.leaflet.link)"></script>
            <script defer src="\(map.clusters.link)"></script>
            <script defer src="\(map.script.link)"></script>

            """
    }

    /// A sentence for each part that could not be read.
    func unavailable(_ missing: [ServiceName]) -> HTML {
        let sentences = missing.map { service -> HTML in
            switch service {
            case .events:
                "<p class=\"notice\">\(language("L’agenda ne répond pas en ce moment : les événements manquent.", "The agenda does not answer at the moment: events are missing."))</p>\n"
            case .jobsBoard:
                "<p class=\"notice\">\(language("Les offres ne peuvent pas être lues en ce moment.", "Offers can not be read at the moment."))</p>\n"
            default:
                "<p class=\"notice\">\(language("Une partie de cette page manque en ce moment.", "A part of this page is missing at the moment."))</p>\n"
            }
        }
        return "\(sentences)"
    }
}

/// The sentence that a copy bears which could not be renewed.
enum StaleNotice {
    /// It stands behind this, which no text of anybody can be: text has no `<`. The skip link moves the focus here.
    static let before: HTML = "<main id=\"main\" tabindex=\"-1\">"

    static func added(to page: [UInt8], in language: Language) -> [UInt8] {
        let sentence: HTML =
            "<p class=\"notice\">\(language("Cette page est une copie : les services ne répondent pas en ce moment.", "This page is a copy: the services do not answer at the moment."))</p>"
        return Array(
            String(decoding: page, as: UTF8.self).replacing(
                before.text, with: "\(before.text)\n\(sentence.text)", maxReplacements: 1
            ).utf8)
    }
}
