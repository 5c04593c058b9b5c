import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension CloseOffer {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Offer {
        try requester.mustBeAllowed(Self.self)
        let offer = try await OfferStore.lock(id, in: transaction)
        try requester.mustBeAllowed(Self.self, at: offer.placeId)
        try Versions.checkMatch(expectedVersion, current: offer.version)
        let closed = try offer.closed(at: now)
        guard closed != offer else { return offer }
        try await OfferStore.update(closed, in: transaction)
        try await Outbox.append(OfferEvents.closed, closed, at: now, in: transaction)
        return closed
    }
}
