import Domain
import FoundationEssentials
import Postgres
import ServiceKit

extension PublishPlace {
    /// Places are visible from their creation, so there is nothing to do; a closed one opens again by a change of its
    /// state, with the state that it then has.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeAllowed(Self.self)
        let place = try await PlaceStore.lock(id, in: transaction)
        try Versions.checkMatch(expectedVersion, current: place.version)
        guard place.state != .closed else { throw Problem.transition }
        return place
    }
}
