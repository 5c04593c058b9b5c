import Domain
import FoundationEssentials

/// What may become of an event. Pure: the caller saves the result and tells of it.
extension Event {
    /// A draft made of an order.
    init(_ order: CreateEvent, zone: ServedTimeZone, at now: Date) throws(InvalidValue) {
        self.init(
            id: .new(), version: 1, sequence: 0, title: order.title, description: order.description, state: .draft,
            startsAt: order.startsAt, endsAt: order.endsAt, timezone: order.timezone ?? zone, placeId: order.placeId,
            location: order.location, onlineUrl: order.onlineUrl, url: order.url, createdAt: now, updatedAt: now,
            publishedAt: nil)
        try checkDates()
    }

    /// The event with the changes made; equal to itself when they change nothing.
    func changed(by changes: ChangeEvent.Changes, at now: Date) throws -> Event {
        guard state != .cancelled else { throw Problem.transition }
        var event = self
        if let title = changes.title { event.title = title }
        if let description = changes.description { event.description = description.value }
        if let startsAt = changes.startsAt { event.startsAt = startsAt }
        if let endsAt = changes.endsAt { event.endsAt = endsAt.value }
        if let timezone = changes.timezone { event.timezone = timezone }
        if let placeId = changes.placeId { event.placeId = placeId.value }
        if let location = changes.location { event.location = location.value }
        if let onlineUrl = changes.onlineUrl { event.onlineUrl = onlineUrl.value }
        if let url = changes.url { event.url = url.value }
        guard event != self else { return self }
        try event.checkDates()
        if state == .published, event.appointment != appointment { event.sequence += 1 }
        event.version += 1
        event.updatedAt = now
        return event
    }

    /// The event shown to everybody; itself when it is.
    func published(at now: Date) throws(Problem) -> Event {
        switch state {
        case .published: return self
        case .draft:
            var event = self
            event.state = .published
            event.version += 1
            event.updatedAt = now
            event.publishedAt = now
            return event
        case .cancelled, .other: throw .transition
        }
    }

    /// The event called off; itself when it is. A draft was told to nobody, so it can not be called off.
    func cancelled(at now: Date) throws(Problem) -> Event {
        switch state {
        case .cancelled: return self
        case .published:
            var event = self
            event.state = .cancelled
            event.sequence += 1
            event.version += 1
            event.updatedAt = now
            return event
        case .draft, .other: throw .transition
        }
    }

    /// What people put in their diaries: a change of it is one that calendars must notice (RFC 5545 §3.8.7.4).
    private var appointment: [String] {
        [
            startsAt.rfc3339, endsAt?.rfc3339 ?? "", timezone.rawValue, placeId?.description ?? "",
            location?.text ?? "", onlineUrl?.text ?? "",
        ]
    }

    private func checkDates() throws(InvalidValue) {
        // Calendars and databases both end here, and no event of a network begins earlier or later.
        let years = Date(timeIntervalSince1970: -2_208_988_800)..<Date(timeIntervalSince1970: 7_258_118_400)
        guard years.contains(startsAt) else { throw InvalidValue(.date, field: "starts_at") }
        guard let endsAt else { return }
        guard years.contains(endsAt) else { throw InvalidValue(.date, field: "ends_at") }
        guard endsAt > startsAt else { throw InvalidValue(.endBeforeStart, field: "ends_at") }
    }
}
