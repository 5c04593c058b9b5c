import Domain
import FoundationEssentials
import HTMLKit

/// JSON Feed 1.1 of offers. The format knows no tombstone: a closed offer stays, says so in words, and
/// `_maillage.state` says it to programs.
struct JSONFeed {
    static let mediaType = "application/feed+json; charset=utf-8"

    let heading: FeedHeading
    /// In the order in which they are to be read; what is not public is left out.
    let offers: [OfferListing]

    /// - Throws: `EncodingError`, which no value of the domain causes.
    func bytes() throws -> [UInt8] {
        let document = Document(
            title: heading.title,
            homePageUrl: heading.alternateURL.text,
            feedUrl: heading.selfURL.text,
            authors: [Document.Author(name: heading.network)],
            items: offers.compactMap { item($0) }
        )
        return Array(try JSON.encode(document))
    }

    private func item(_ listing: OfferListing) -> Document.Item? {
        guard let item = FeedItem(listing, publicURL: heading.publicURL) else { return nil }
        let closed = "Cette offre n’est plus ouverte."
        return Document.Item(
            id: item.id,
            url: item.page.text,
            externalUrl: item.externalURL?.text,
            title: item.title.text,
            summary: item.isWithdrawn ? closed : item.facts.joined(separator: " · "),
            contentHtml: item.isWithdrawn ? "<p>\(closed)</p>" : item.html.text,
            contentText: item.isWithdrawn ? closed : item.text,
            datePublished: item.publishedAt,
            dateModified: item.updatedAt,
            tags: [item.tag],
            maillage: Document.Extension(
                about: heading.publicURL.text,
                state: listing.offer.state,
                version: listing.offer.version,
                organisation: listing.offer.organisation,
                place: listing.place,
                closesOn: listing.offer.closesOn
            )
        )
    }
}

/// The document, its keys as the format spells them once in snake_case.
private struct Document: Encodable {
    struct Author: Encodable {
        let name: String
    }

    struct Item: Encodable {
        let id: String
        let url: String
        let externalUrl: String?
        let title: String
        let summary: String
        let contentHtml: String
        let contentText: String
        let datePublished: Date
        let dateModified: Date
        let tags: [String]
        let maillage: Extension

        private enum CodingKeys: String, CodingKey {
            case id, url, externalUrl, title, summary, contentHtml, contentText, datePublished, dateModified, tags
            case maillage = "_maillage"
        }
    }

    struct Extension: Encodable {
        let about: String
        let state: Offer.State
        let version: Int
        let organisation: OneLine?
        let place: PlaceSummary?
        let closesOn: CalendarDay?
    }

    let version = "https://jsonfeed.org/version/1.1"
    let language = "fr"
    let title: String
    let homePageUrl: String
    let feedUrl: String
    let authors: [Author]
    let items: [Item]
}
