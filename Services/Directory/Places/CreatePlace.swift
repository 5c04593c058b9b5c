import Domain
import FoundationEssentials
import Outbox
import Postgres

extension CreatePlace {
    /// A place is visible from its creation.
    func callAsFunction(
        by requester: Requester, at now: Date, zone: ServedTimeZone = .paris, in transaction: Transaction
    ) async throws -> Place {
        try requester.mustBeAllowed(Self.self)
        let place = try Place(self, at: now, on: try CalendarDay(now, in: zone))
        let settled = try await PlaceTerritories.settled(place, in: transaction)
        try await PlaceStore.insert([settled], in: transaction)
        if let contacts { try await ContactStore.replace([(settled.id, contacts)], at: now, in: transaction) }
        try await Outbox.append(PlaceEvents.published, settled, at: now, in: transaction)
        return settled
    }
}
