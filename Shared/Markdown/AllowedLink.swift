import Domain
import HTMLKit

/// Where a link of a text may lead: `http`, `https`, `mailto` and `tel`, all of them absolute. Whatever else stands
/// there is no link: `//host`, a path of this site, which a feed could not follow, and every other scheme.
enum AllowedLink {
    static func target(of address: String) -> LinkTarget? {
        guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = address[address.index(after: colon)...]
        switch address[..<colon].lowercased() {
        case "http", "https": return (try? WebAddress(address)).map { LinkTarget($0) }
        // A subject or a text that the link would fill in is left out.
        case "mailto": return (try? EmailAddress(String(rest.prefix { $0 != "?" }))).map { LinkTarget(mailTo: $0) }
        case "tel": return LinkTarget(telephone: rest)
        default: return nil
        }
    }
}
