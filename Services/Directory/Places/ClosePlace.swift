import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension ClosePlace {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeAllowed(Self.self)
        let place = try await PlaceStore.lock(id, in: transaction)
        try Versions.checkMatch(expectedVersion, current: place.version)
        let closed = place.closed(at: now)
        guard closed != place else { return place }
        try await PlaceStore.update([closed], in: transaction)
        try await Outbox.append(PlaceEvents.closed, closed, at: now, in: transaction)
        return closed
    }
}
