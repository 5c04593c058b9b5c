import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension ChangePlace {
    /// A change that changes nothing keeps the version and tells nobody.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeAllowed(Self.self, at: id)
        let place = try await PlaceStore.lock(id, in: transaction)
        try Versions.checkMatch(expectedVersion, current: place.version)
        let changed = try place.changed(by: changes, at: now)
        if let contacts = changes.contacts {
            try await ContactStore.replace([(id, contacts)], at: now, in: transaction)
        }
        guard changed != place else { return place }
        let settled = try await PlaceTerritories.settled(changed, in: transaction)
        guard settled.saysOther(than: place) else { return place }
        try await PlaceStore.update([settled], in: transaction)
        try await Outbox.append(settled.event(since: place), settled, at: now, in: transaction)
        return settled
    }
}
