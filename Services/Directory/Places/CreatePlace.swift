import Domain
import FoundationEssentials
import Outbox
import Postgres

extension CreatePlace {
    /// A place is visible from its creation.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeAllowed(Self.self)
        let place = try await PlaceTerritories.settled(Place(self, at: now), in: transaction)
        try await PlaceStore.insert([place], in: transaction)
        if let contacts { try await ContactStore.replace([(place.id, contacts)], at: now, in: transaction) }
        try await Outbox.append(PlaceEvents.published, place, at: now, in: transaction)
        return place
    }
}
