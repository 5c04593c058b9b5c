import Calendars
import Domain
import FoundationEssentials

/// All that an edition tells, frozen when it is cut: what changes later is for the next one.
struct EditionContents: Codable, Sendable, Equatable {
    /// Why an entry is told. Nil where nothing is new: an event that was told before and is near now.
    enum Note: String, Codable, Sendable {
        case new, changed, cancelled, closed
    }

    struct Entry: Codable, Sendable, Equatable {
        let id: UUID
        let title: OneLine
        let note: Note?
        let startsAt: Date?
        let endsAt: Date?
        let timezone: ServedTimeZone?
        let closesOn: CalendarDay?
        let organisation: OneLine?
        let placeName: OneLine?
        let location: OneLine?

        /// By date where there is one, then by title; the identifier makes it certain.
        fileprivate var order: (Date, String, UUID) {
            (startsAt ?? .distantPast, title.text, id)
        }
    }

    /// Events to come, the soonest first.
    private(set) var coming: [Entry] = []
    /// Events that were told of since the last edition and are over.
    private(set) var past: [Entry] = []
    private(set) var offers: [Entry] = []
    private(set) var places: [Entry] = []

    var all: [Entry] { coming + past + offers + places }

    /// Whether there is anything that no earlier edition told.
    var hasNews: Bool { all.contains { $0.note != nil } }

    /// - Parameters:
    ///   - items: what changed in the window, and the events that begin from its end until the next cut.
    ///   - known: the places that the items name.
    ///   - window: from the previous cut to this one, which is not in it.
    ///   - zone: the network's.
    init(_ items: [Item], places known: [Place.ID: Item], window: Range<Date>, zone: Zone) {
        let cut = window.upperBound
        let today = try? zone.local(cut).calendarDay
        for item in items {
            // What is at a place that has closed is shown nowhere; that it will not take place is told all the same.
            let place = item.placeId.flatMap { known[$0] }
            if place?.state == Place.State.closed.rawValue, item.state == Event.State.published.rawValue { continue }
            let entry = Entry(
                id: item.id, title: item.title, note: Self.note(of: item, window: window), startsAt: item.startsAt,
                endsAt: item.endsAt, timezone: item.timezone, closesOn: item.closesOn,
                organisation: item.organisation, placeName: place?.title,
                location: item.location ?? place?.location)
            switch item.kind {
            case .event where item.isOver(at: cut):
                if entry.note != .cancelled, entry.note != nil { past.append(entry) }
            case .event:
                // Who was told of an event is told once that it will not take place.
                if item.state == Event.State.published.rawValue || entry.note != nil { coming.append(entry) }
            case .offer:
                let isOpen = item.closesOn.flatMap { day in today.map { day >= $0 } } ?? true
                if item.state == Offer.State.published.rawValue, isOpen { offers.append(entry) }
            case .place:
                places.append(entry)
            }
        }
        coming.sort { $0.order < $1.order }
        past.sort { $0.order < $1.order }
        offers.sort { $0.order < $1.order }
        places.sort { $0.order < $1.order }
    }

    private static func note(of item: Item, window: Range<Date>) -> Note? {
        guard window.contains(item.changedAt) else { return nil }
        switch (item.kind, item.state) {
        case (.event, Event.State.cancelled.rawValue): return .cancelled
        case (.place, Place.State.closed.rawValue): return .closed
        default: return item.publishedAt >= window.lowerBound ? .new : .changed
        }
    }

    /// A month before an edition that has none before it: the same day and hour, or the month's last day.
    static func beginning(ofFirstCutAt cut: Date, zone: Zone) -> Date {
        let local = zone.local(cut)
        let (year, month) = local.month == 1 ? (local.year - 1, 12) : (local.year, local.month - 1)
        let candidates = (1...local.day).reversed().lazy.compactMap { day in
            LocalDateTime(
                year: year, month: month, day: day, hour: local.hour, minute: local.minute, second: local.second)
        }
        return candidates.first.map(zone.date) ?? cut
    }
}

extension Item {
    /// As `Event.isOverAt` says.
    fileprivate func isOver(at moment: Date) -> Bool {
        guard let startsAt else { return false }
        return (endsAt ?? startsAt.addingTimeInterval(3600)) <= moment
    }
}
