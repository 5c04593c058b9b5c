import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension PublishOffer {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Offer {
        try requester.mustBeAllowed(Self.self)
        let offer = try await OfferStore.lock(id, in: transaction)
        try requester.mustBeAllowed(Self.self, at: offer.placeId)
        try Versions.checkMatch(expectedVersion, current: offer.version)
        let published = try offer.published(at: now)
        guard published != offer else { return offer }
        try await OfferStore.update(published, in: transaction)
        try await Outbox.append(OfferEvents.published, published, at: now, in: transaction)
        return published
    }
}
