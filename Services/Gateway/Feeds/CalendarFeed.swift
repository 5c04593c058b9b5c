import Domain
import FoundationEssentials
import HTMLKit
import ICalendar

/// An agenda that calendars subscribe to (RFC 5545, RFC 7986). Cancelled events stay in it, as cancelled.
///
/// No METHOD: it would make the file an invitation. DTSTAMP is the last change, so that the same agenda is always the
/// same bytes.
struct CalendarFeed {
    static let mediaType = "text/calendar; charset=utf-8"

    let heading: FeedHeading
    /// What is not public is left out.
    let events: [EventListing]

    func bytes() -> [UInt8] {
        let items = events.compactMap { listing in
            FeedItem(listing, publicURL: heading.publicURL).map { (listing: listing, item: $0) }
        }
        let zones = Set(items.map(\.listing.event.timezone)).sorted { $0.rawValue < $1.rawValue }
        let calendar = Component(
            "VCALENDAR",
            [
                .text("PRODID", "-//Maillage//\(heading.network)//FR"),
                .literal("VERSION", "2.0"),
                .text("NAME", heading.title),
                .text("X-WR-CALNAME", heading.title),
                .utc("LAST-MODIFIED", heading.updatedAt(items.map(\.item))),
                .uri("URL", heading.alternateURL.text),
                .uri("SOURCE", heading.selfURL.text),
                .literal("REFRESH-INTERVAL", "PT1H"),
                .literal("X-PUBLISHED-TTL", "PT1H"),
            ],
            zones.map(Component.timeZone) + items.map { component($0.listing, $0.item) }
        )
        return calendar.bytes()
    }

    private func component(_ listing: EventListing, _ item: FeedItem) -> Component {
        let event = listing.event
        // An end that is not after the start would make the whole event void for a reader.
        let end = event.endsAt.flatMap { $0 > event.startsAt ? $0 : nil }
        return Component(
            "VEVENT",
            [
                .text("UID", "\(event.id)@\(heading.domain)"),
                .utc("DTSTAMP", event.updatedAt),
                .utc("CREATED", event.createdAt),
                .utc("LAST-MODIFIED", event.updatedAt),
                .number("SEQUENCE", event.sequence),
                .literal("STATUS", item.isWithdrawn ? "CANCELLED" : "CONFIRMED"),
                .local("DTSTART", event.startsAt, in: event.timezone),
                end.map { .local("DTEND", $0, in: event.timezone) },
                .text("SUMMARY", event.title.text),
                description(of: event).map { .text("DESCRIPTION", $0) },
                listing.whereabouts.map { .text("LOCATION", $0) },
                listing.place?.position.map { .position("GEO", $0) },
                .uri("URL", item.page.text),
                event.onlineUrl.map { .uri("CONFERENCE", $0.text, parameter: "FEATURE=VIDEO") },
            ]
        )
    }

    /// As it was typed, and the address to join for the many calendars that do not know CONFERENCE.
    private func description(of event: Event) -> String? {
        let online = event.onlineUrl.map { "En ligne : \($0.text)" }
        let parts = [event.description?.text, online].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: "\n\n")
    }
}
