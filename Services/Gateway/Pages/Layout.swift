import Domain
import FoundationEssentials
import HTMLKit

/// The frame of every page: plain HTML that needs no script.
struct Layout {
    let network: String
    let language: Language
    let title: String

    func page(_ content: HTML) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title == network ? network : "\(title) – \(network)")</title>
        <link rel="stylesheet" href="\(Stylesheet.link)">
        <link rel="alternate" type="application/atom+xml" title="\(language("Événements", "Events"))" href="/feeds/events.atom">
        <link rel="alternate" type="application/atom+xml" title="\(language("Offres", "Offers"))" href="/feeds/offers.atom">
        </head>
        <body>
        <a class="skip" href="#main">\(language("Aller au contenu", "Skip to content"))</a>
        <header>
        <p class="name"><a href="/">\(network)</a></p>
        <nav aria-label="\(language("Rubriques", "Sections"))">
        <ul>
        <li><a href="/places">\(language("Tiers-lieux", "Places"))</a></li>
        <li><a href="/events">\(language("Agenda", "Events"))</a></li>
        <li><a href="/offers">\(language("Offres", "Offers"))</a></li>
        <li><a href="/account">\(language("Mon compte", "My account"))</a></li>
        </ul>
        </nav>
        </header>
        \(StaleNotice.before)
        <h1>\(title)</h1>
        \(content)</main>
        <footer>
        <p><a href="/api/v1/openapi.json">\(language("Interface pour programmes (OpenAPI)", "Interface for programs (OpenAPI)"))</a></p>
        </footer>
        </body>
        </html>

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
    /// It stands behind this, which no text of anybody can be: text has no `<`.
    static let before: HTML = "<main id=\"main\">"

    static func added(to page: [UInt8], in language: Language) -> [UInt8] {
        let sentence: HTML =
            "<p class=\"notice\">\(language("Cette page est une copie : les services ne répondent pas en ce moment.", "This page is a copy: the services do not answer at the moment."))</p>"
        return Array(
            String(decoding: page, as: UTF8.self).replacing(
                before.text, with: "\(before.text)\n\(sentence.text)", maxReplacements: 1
            ).utf8)
    }
}
