import Domain
import FoundationEssentials
import HTMLKit

/// The addresses of all pages, for search engines (sitemaps.org), in files that are not too large.
struct Sitemap {
    /// Many pages of a list have to be asked for one after the other.
    static let time = Duration.seconds(15)
    /// Of one kind in one file: the format allows 50,000 in all.
    private static let mostEntries = 5_000
    private static let mostFiles = 40

    let root: WebAddress
    let read: Reader
    let now: Date

    enum Kind: String, CaseIterable {
        case places, events, offers

        /// `places.xml`
        init?(file: String) {
            guard file.hasSuffix(".xml") else { return nil }
            self.init(rawValue: String(file.dropLast(4)))
        }
    }

    private struct Entry {
        let page: LinkTarget
        var changedAt: Date?
    }

    /// Everything in one file, or where that is too much a list of files.
    func whole() async throws -> [UInt8] {
        var entries = fixed
        var files: [HTML] = []
        for kind in Kind.allCases {
            var cursor: String?
            repeat {
                let part = try await part(of: kind, from: cursor)
                files.append(file(kind, cursor))
                // Beyond one file a kind, it is a list that is written.
                if files.count <= Kind.allCases.count { entries += part.entries }
                cursor = part.next
            } while cursor != nil && files.count < Self.mostFiles
        }
        guard files.count > Kind.allCases.count else { return document(entries) }
        let index: HTML = """
            <?xml version="1.0" encoding="utf-8"?>
            <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            \(files)</sitemapindex>

            """
        return index.bytes
    }

    /// One file of the list. The first of places names the pages that are always there.
    func file(of kind: Kind, from cursor: String?) async throws -> [UInt8] {
        let part = try await part(of: kind, from: cursor).entries
        return document(kind == .places && cursor == nil ? fixed + part : part)
    }

    private func part(of kind: Kind, from cursor: String?) async throws -> (entries: [Entry], next: String?) {
        var entries: [Entry] = []
        var cursor = cursor
        repeat {
            let page = PageQuery(limit: PageQuery.maximumLimit, cursor: cursor)
            switch kind {
            case .places:
                let found = try await read(FindPlaces(page: page))
                entries += found.items.map { Entry(page: "\(root)/places/\($0.id)", changedAt: $0.updatedAt) }
                cursor = found.next
            case .events:
                let found = try await read(FindEvents(state: .published, from: now, page: page))
                entries += found.items.map {
                    Entry(page: "\(root)/events/\($0.event.id)", changedAt: $0.event.updatedAt)
                }
                cursor = found.next
            case .offers:
                let found = try await read(FindOffers(open: true, page: page))
                entries += found.items.map {
                    Entry(page: "\(root)/offers/\($0.offer.id)", changedAt: $0.offer.updatedAt)
                }
                cursor = found.next
            }
        } while cursor != nil && entries.count < Self.mostEntries
        return (entries, cursor)
    }

    private var fixed: [Entry] {
        [
            Entry(page: "\(root)/"), Entry(page: "\(root)/places"), Entry(page: "\(root)/events"),
            Entry(page: "\(root)/offers"), Entry(page: "\(root)/contact"), Entry(page: "\(root)/legal"),
            Entry(page: "\(root)/privacy"), Entry(page: "\(root)/accessibility"),
        ]
    }

    private func file(_ kind: Kind, _ cursor: String?) -> HTML {
        let address: LinkTarget =
            cursor.map { "\(root)/sitemaps/\(kind.rawValue).xml?cursor=\($0)" }
            ?? "\(root)/sitemaps/\(kind.rawValue).xml"
        return "<sitemap><loc>\(address)</loc></sitemap>\n"
    }

    // The same characters are special in XML, so the type that writes pages writes this too.
    private func document(_ entries: [Entry]) -> [UInt8] {
        let rows = entries.map { entry -> HTML in
            """
            <url><loc>\(entry.page)</loc>\(entry.changedAt.map { "<lastmod>\($0.rfc3339)</lastmod>" as HTML })</url>

            """
        }
        let document: HTML = """
            <?xml version="1.0" encoding="utf-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            \(rows)</urlset>

            """
        return document.bytes
    }
}
