import Calendars
import Domain
import FoundationEssentials
import ServiceKit

/// What robots look for at agreed addresses.
struct MachineViews: Sendable {
    let site: Site

    private var root: WebAddress { site.network.publicURL }

    @Sendable func robots(_ incoming: Incoming) -> View {
        text(
            """
            User-agent: *
            Disallow: /newsletter/

            Sitemap: \(root)/sitemap.xml

            """)
    }

    /// RFC 9116. It expires half a year ahead, counted from midnight, so that it is the same all day.
    @Sendable func security(_ incoming: Incoming) -> View {
        View(sources: []) { _ in
            let midnight = site.zone.midnight(after: site.today)
            let contact = site.portal.settings.contact.map { "mailto:\($0)" } ?? "\(root)/contact"
            let text = """
                Contact: \(contact)
                Expires: \(midnight.addingTimeInterval(180 * 86_400).rfc3339)
                Preferred-Languages: fr, en
                Canonical: \(root)/.well-known/security.txt

                """
            return Composed(
                body: Array(text.utf8), contentType: "text/plain; charset=utf-8", validUntil: midnight)
        }
    }

    @Sendable func sitemap(_ incoming: Incoming) -> View {
        View(sources: .all, time: Sitemap.time) { read in
            xml(try await Sitemap(root: root, read: read, now: site.today).whole())
        }
    }

    @Sendable func partOfSitemap(_ incoming: Incoming) throws -> View {
        guard let kind = incoming.captures["kind"].flatMap(Sitemap.Kind.init(file:)) else { throw Problem.notFound }
        let cursor = incoming.query["cursor"]
        return View(sources: .all, time: Sitemap.time) { read in
            xml(try await Sitemap(root: root, read: read, now: site.today).file(of: kind, from: cursor))
        }
    }

    private func text(_ text: String) -> View {
        View(sources: []) { _ in
            Composed(body: Array(text.utf8), contentType: "text/plain; charset=utf-8", validUntil: .distantFuture)
        }
    }

    private func xml(_ bytes: [UInt8]) -> Composed {
        Composed(
            body: bytes, contentType: "application/xml; charset=utf-8",
            validUntil: site.zone.midnight(after: site.today))
    }
}
