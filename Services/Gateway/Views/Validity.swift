import Domain
import FoundationEssentials

/// The first moment at which time alone changes what a list shows.
enum Validity {
    /// Of events that are not over: one of them ends. They may be shown for some time after their end.
    static func of(_ events: Page<EventListing>, after now: Date, staying delay: TimeInterval = 0) -> Date {
        var moments = events.items.map { $0.event.isOverAt.addingTimeInterval(delay) }
        // Those on the next pages start later than the last one here, so none of them is over before.
        if events.next != nil, let last = events.items.last { moments.append(last.event.startsAt) }
        let ahead = moments.filter { $0 > now }
        // What has ended between the asking and this moment is gone the next time.
        guard ahead.count == moments.count else { return now.addingTimeInterval(1) }
        return ahead.min() ?? .distantFuture
    }
}
