import Calendars
import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension ConfirmPlace {
    /// The day is that of the network's clocks.
    func callAsFunction(
        by requester: Requester, at now: Date, zone: ServedTimeZone = .paris, in transaction: Transaction
    ) async throws -> Place {
        try requester.mustBeAllowed(Self.self, at: id)
        let place = try await PlaceStore.lock(id, in: transaction)
        try Versions.checkMatch(expectedVersion, current: place.version)
        let confirmed = place.confirmed(on: try CalendarDay(now, in: zone), at: now)
        guard confirmed != place else { return place }
        try await PlaceStore.update([confirmed], in: transaction)
        try await Outbox.append(PlaceEvents.changed, confirmed, at: now, in: transaction)
        return confirmed
    }
}

extension CalendarDay {
    /// The day on the clocks of a zone.
    init(_ moment: Date, in zone: ServedTimeZone) throws {
        self = try Zone(zone).local(moment).calendarDay
    }
}
