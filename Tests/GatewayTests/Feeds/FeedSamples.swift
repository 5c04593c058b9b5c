import Domain
import Foundation
import HTMLKit

@testable import Gateway

/// Events and offers to tell in feeds, each with a fixed identity.
enum FeedSamples {
    static func heading(title: String = "Agenda du réseau, d’ici ; et d’ailleurs") throws -> FeedHeading {
        FeedHeading(
            title: title, name: "events", network: "Réseau & cie", domain: "reseau.example",
            publicURL: try WebAddress("https://portail.example"),
            selfURL: "https://portail.example/feeds/events", alternateURL: "https://portail.example/events",
            emptySince: try date("2026-01-01T00:00:00Z"))
    }

    static func date(_ text: String) throws -> Date {
        guard let date = Date(rfc3339: text) else { throw InvalidValue(.date) }
        return date
    }

    static func uuid(_ number: Int) -> UUID {
        let digits = String(number)
        let text = "0192aaaa-0000-7000-8000-\(String(repeating: "0", count: 12 - digits.count))\(digits)"
        return UUID(uuidString: text) ?? UUID()
    }

    static func place() throws -> PlaceSummary {
        PlaceSummary(
            id: Place.ID(uuid(900)), name: try OneLine("L’Atelier, « chez Zoé »"), state: .active,
            address: Address(
                street: try OneLine("3 rue de la Gare"), postcode: try Postcode("21000"), commune: try OneLine("Dijon")),
            position: try Coordinates(latitude: 47.322, longitude: 5.0415))
    }

    static func event(
        _ number: Int = 1, title: String = "Café du réseau", description: String? = "Venez !\n\nOn parle de tout.",
        state: Event.State = .published, startsAt: String = "2026-11-03T13:30:00Z", endsAt: String? = nil,
        timezone: ServedTimeZone = .paris, isPlaced: Bool = true, onlineUrl: String? = nil, url: String? = nil,
        updatedAt: String = "2026-10-02T08:00:00Z"
    ) throws -> EventListing {
        EventListing(
            event: Event(
                id: Event.ID(uuid(number)), version: 3, sequence: 2, title: try OneLine(title),
                description: try description.map { try Markdown($0) }, state: state, startsAt: try date(startsAt),
                endsAt: try endsAt.map(date), timezone: timezone, placeId: isPlaced ? Place.ID(uuid(900)) : nil,
                location: nil, onlineUrl: try onlineUrl.map { try WebAddress($0) },
                url: try url.map { try WebAddress($0) }, createdAt: try date("2026-10-01T08:00:00Z"),
                updatedAt: try date(updatedAt), publishedAt: try date("2026-10-01T09:00:00Z")),
            place: isPlaced ? try place() : nil)
    }

    static func offer(
        _ number: Int = 1, title: String = "Animatrice de fablab", description: String? = "Bac +2.\nVenez.",
        state: Offer.State = .published, updatedAt: String = "2026-10-02T08:00:00Z"
    ) throws -> OfferListing {
        OfferListing(
            offer: Offer(
                id: Offer.ID(uuid(number)), version: 1, title: try OneLine(title), kind: .sharedJob,
                description: try description.map { try Markdown($0) }, state: state,
                organisation: try OneLine("La Fabrique"), placeId: Place.ID(uuid(900)),
                closesOn: try CalendarDay("2026-12-01"), url: try WebAddress("https://emploi.example/?a=1&b=2"),
                createdAt: try date("2026-10-01T08:00:00Z"), updatedAt: try date(updatedAt),
                publishedAt: try date("2026-10-01T09:00:00Z")),
            place: try place())
    }

    /// What people type to see what breaks.
    static let awkward = [
        "a;b,c\\d", "\\n and \\N", "\"quoted\" 'so' <b>&amp;</b>", "tab\there", "x\"\u{301} onload=alert(1)", "]]>",
        "trailing \\", "  spaces  ", "é🏳️‍🌈\u{202E}bidi", "a\u{85}b\u{2028}c", "CON:NUL", "${jndi:ldap://x}",
        String(repeating: "é", count: 120), String(repeating: "x", count: 74) + " y",
    ]
}
