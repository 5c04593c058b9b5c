import Domain
import FoundationEssentials
import HTMLKit

/// Atom (RFC 4287). Withdrawn items are tombstones (RFC 6721), which tell a reader to drop what it had; they stand
/// before the entries, where the grammar of Atom has room for elements of others.
struct AtomFeed {
    static let mediaType = "application/atom+xml; charset=utf-8"

    let heading: FeedHeading
    /// In the order in which they are to be read.
    let items: [FeedItem]

    // The same characters are special in XML, so the type that writes pages writes this too.
    func bytes() -> [UInt8] {
        let feed: HTML = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="fr">
            <id>\(heading.identifier)</id>
            <title>\(heading.title)</title>
            <updated>\(heading.updatedAt(items).rfc3339)</updated>
            <author><name>\(heading.network)</name></author>
            <link rel="self" type="application/atom+xml" href="\(heading.selfURL)"/>
            <link rel="alternate" type="text/html" href="\(heading.alternateURL)"/>
            <generator>Maillage</generator>
            \(items.filter(\.isWithdrawn).map(tombstone))\(items.filter { !$0.isWithdrawn }.map(entry))</feed>

            """
        return feed.bytes
    }

    private func entry(_ item: FeedItem) -> HTML {
        """
        <entry>
        <id>\(item.id)</id>
        <title>\(item.title)</title>
        <published>\(item.publishedAt.rfc3339)</published>
        <updated>\(item.updatedAt.rfc3339)</updated>
        <link rel="alternate" type="text/html" href="\(item.page)"/>
        \(item.externalURL.map { "<link rel=\"related\" href=\"\($0)\"/>\n" })<category term="\(item.tag)"/>
        <summary>\(item.facts.joined(separator: " · "))</summary>
        <content type="html">\(item.html.text)</content>
        </entry>

        """
    }

    private func tombstone(_ item: FeedItem) -> HTML {
        """
        <at:deleted-entry ref="\(item.id)" when="\(item.updatedAt.rfc3339)"/>

        """
    }
}
