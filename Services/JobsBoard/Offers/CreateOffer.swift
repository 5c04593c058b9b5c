import Domain
import FoundationEssentials
import Postgres

extension CreateOffer {
    /// Keeps a draft. Nobody is told of it.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Offer {
        try requester.mustBeAllowed(Self.self, at: placeId)
        let offer = Offer(self, at: now)
        try await OfferStore.insert(offer, in: transaction)
        return offer
    }
}
