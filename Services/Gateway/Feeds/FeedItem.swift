import Calendars
import Domain
import FoundationEssentials
import HTMLKit

/// An event or an offer as every feed tells it: the same identifier and the same last change in all formats.
struct FeedItem: Sendable {
    /// `urn:uuid:…`.
    let id: String
    let title: OneLine
    /// Its page on the portal.
    let page: LinkTarget
    /// More about it elsewhere.
    let externalURL: WebAddress?
    /// When, where, by whom: a line each, in French.
    let facts: [String]
    let description: Markdown?
    /// One word of the vocabulary.
    let tag: String
    let publishedAt: Date
    let updatedAt: Date
    /// Cancelled or closed: kept for a time, so that readers who took it learn of it.
    let isWithdrawn: Bool

    /// Nil for what is not public.
    init?(_ listing: EventListing, publicURL: WebAddress) {
        let event = listing.event
        guard event.state == .published || event.state == .cancelled else { return nil }
        let zone = Zone(event.timezone)
        let dates = zone.local(event.startsAt).words(until: event.endsAt.map(zone.local), in: .french)
        id = "urn:uuid:\(event.id)"
        title = event.title
        page = "\(publicURL)/events/\(event.id)"
        externalURL = event.url
        facts = [dates, listing.whereabouts, event.onlineUrl.map { "En ligne : \($0.text)" }].compactMap(\.self)
        description = event.description
        tag = "event"
        publishedAt = event.publishedAt ?? event.createdAt
        updatedAt = event.updatedAt
        isWithdrawn = event.state == .cancelled
    }

    /// Nil for what is not public.
    init?(_ listing: OfferListing, publicURL: WebAddress) {
        let offer = listing.offer
        guard offer.state == .published || offer.state == .closed else { return nil }
        id = "urn:uuid:\(offer.id)"
        title = offer.title
        page = "\(publicURL)/offers/\(offer.id)"
        externalURL = offer.url
        facts = [
            offer.kind.words, listing.organisation, listing.place?.words,
            offer.closesOn.map { "Jusqu’au \(LocalDateTime(startOf: $0).dayWords(in: .french))" },
        ].compactMap(\.self)
        description = offer.description
        tag = offer.kind.rawValue
        publishedAt = offer.publishedAt ?? offer.createdAt
        updatedAt = offer.updatedAt
        isWithdrawn = offer.state == .closed
    }

    /// The facts, then the description.
    var html: HTML {
        let lines = facts.enumerated().map { index, fact -> HTML in "\(if: index > 0, "<br>\n")\(fact)" }
        return "<p>\(lines)</p>\n\(description.map(MarkdownText.html))"
    }

    /// The facts, an empty line, and the description as it was typed.
    var text: String {
        let lines = facts.joined(separator: "\n")
        guard let description, !description.text.isEmpty else { return lines }
        return "\(lines)\n\n\(description.text)"
    }
}

extension EventListing {
    /// Where to go, in words; nil when it is online only or not yet known.
    var whereabouts: String? {
        let parts = [event.location?.text, place?.words].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension OfferListing {
    /// Who offers, unless the name of the place says it already.
    var organisation: String? {
        offer.organisation == place?.name ? nil : offer.organisation?.text
    }
}

extension PlaceSummary {
    /// « L’Atelier, 3 rue de la Gare, 21000 Dijon ».
    var words: String {
        let town = [address.postcode?.text, address.commune?.text].compactMap(\.self).joined(separator: " ")
        return [name.text, address.street?.text, town.isEmpty ? nil : town].compactMap(\.self).joined(separator: ", ")
    }
}

extension Offer.Kind {
    /// In French, as on screen.
    var words: String {
        switch self {
        case .job: "Emploi"
        case .apprenticeship: "Alternance"
        case .internship: "Stage"
        case .volunteering: "Bénévolat"
        case .sharedJob: "Emploi partagé"
        case .civicService: "Service civique"
        case .serviceOffer: "Service proposé"
        case .serviceNeed: "Service recherché"
        case .other: "Offre"
        }
    }
}
