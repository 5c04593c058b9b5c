import Domain
import FoundationEssentials
import HTMLKit

/// What a feed says of itself, whatever its format.
struct FeedHeading: Sendable {
    let title: String
    /// Which feed of the network this is: `events`. Part of its identifier: never renamed.
    let name: String
    /// The network's name, as the feed's author.
    let network: String
    /// The network's domain for identifiers, which outlives its address.
    let domain: String
    /// The root of the links to the items' pages.
    let publicURL: WebAddress
    /// Where this feed is.
    let selfURL: LinkTarget
    /// The page that shows the same to people.
    let alternateURL: LinkTarget
    /// What an empty feed gives as its last change: fixed, so that the same feed is always the same bytes.
    let emptySince: Date

    /// A `tag:` URI (RFC 4151).
    var identifier: String { "tag:\(domain),2026:feeds/\(name)" }

    /// The newest change of the items.
    func updatedAt(_ items: [FeedItem]) -> Date {
        items.map(\.updatedAt).max() ?? emptySince
    }
}
