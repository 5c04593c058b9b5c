import Calendars
import Domain
import FoundationEssentials
import HTMLKit

/// An edition as a letter.
struct EditionLetter {
    /// A section longer than this ends with a word about the rest: mail readers cut long mails off.
    static let longestSection = 40

    private struct Section {
        let title: String
        let entries: [EditionContents.Entry]
        let link: (UUID) -> LinkTarget
    }

    private let edition: EditionStore.Frozen
    private let network: String
    private let publicURL: WebAddress
    private let zone: ServedTimeZone
    private let words: LetterWords

    init(
        _ edition: EditionStore.Frozen, network: String, publicURL: WebAddress, zone: ServedTimeZone, language: Language
    ) {
        self.edition = edition
        self.network = network
        self.publicURL = publicURL
        self.zone = zone
        words = .of(language)
    }

    var letter: Letter {
        let month = LocalDateTime(year: edition.month.year, month: edition.month.number, day: 1)
        let title = words.letter(network, month?.monthWords(in: words.language) ?? edition.month.text)
        let why = words.why(network)
        return Letter(
            subject: title,
            language: words.language,
            text: (
                before: "\(title)\n\n\(sections.map(text).joined())--\n\(why)\n\(words.unsubscribe)\n",
                after: "\n"
            ),
            html: (
                before: """
                <h1>\(title)</h1>
                \(sections.map(html))<hr>
                <p>\(why)<br><a href="
                """,
                after: "\">\(words.unsubscribe)</a></p>"
            )
        )
    }

    private var sections: [Section] {
        let contents = edition.contents
        let url = publicURL
        return [
            Section(title: words.coming, entries: contents.coming) { "\(url)/events/\(Event.ID($0))" },
            Section(title: words.past, entries: contents.past) { "\(url)/events/\(Event.ID($0))" },
            Section(title: words.offers, entries: contents.offers) { "\(url)/offers/\(Offer.ID($0))" },
            Section(title: words.places, entries: contents.places) { "\(url)/places/\(Place.ID($0))" },
        ].filter { !$0.entries.isEmpty }
    }

    private func text(_ section: Section) -> String {
        var result = "\(section.title.uppercased())\n\n"
        for entry in section.entries.prefix(Self.longestSection) {
            result += "* \(entry.title)\(note(of: entry))\n"
            for line in details(of: entry) { result += "  \(line)\n" }
            result += "  \(section.link(entry.id).text)\n\n"
        }
        if let rest = rest(of: section) { result += "\(rest)\n\(publicURL)\n\n" }
        return result
    }

    private func html(_ section: Section) -> HTML {
        let entries = section.entries.prefix(Self.longestSection).map { entry -> HTML in
            let details = details(of: entry).map { line -> HTML in "<br>\(line)" }
            return """
                <li style="margin-bottom:.8em"><a href="\(section.link(entry.id))">\(entry.title)</a>\
                \(note(of: entry))\(details)</li>

                """
        }
        let rest = rest(of: section).map { text -> HTML in "<p><a href=\"\(publicURL)\">\(text)</a></p>\n" }
        return "<h2>\(section.title)</h2>\n<ul>\n\(entries)</ul>\n\(rest)"
    }

    private func note(of entry: EditionContents.Entry) -> String {
        entry.note.flatMap { words.notes[$0] }.map { " (\($0))" } ?? ""
    }

    /// When, where and by whom, a line each.
    private func details(of entry: EditionContents.Entry) -> [String] {
        var lines: [String] = []
        if let startsAt = entry.startsAt {
            let zone = Zone(entry.timezone ?? zone)
            lines.append(zone.local(startsAt).words(until: entry.endsAt.map(zone.local), in: words.language))
        }
        let place = [entry.organisation, entry.placeName, entry.location].compactMap { $0?.text }
        if !place.isEmpty { lines.append(place.joined(separator: ", ")) }
        if let day = entry.closesOn {
            lines.append("\(words.until) \(LocalDateTime(startOf: day).dayWords(in: words.language))")
        }
        return lines
    }

    private func rest(of section: Section) -> String? {
        let count = section.entries.count - Self.longestSection
        return count > 0 ? words.more(count) : nil
    }
}
