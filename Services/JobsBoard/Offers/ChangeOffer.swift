import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension ChangeOffer {
    /// A change that changes nothing keeps the version and tells nobody.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Offer {
        try requester.mustBeAllowed(Self.self)
        let offer = try await OfferStore.lock(id, in: transaction)
        try requester.mustBeAllowed(Self.self, at: offer.placeId)
        if let placeId = changes.placeId { try requester.mustBeAllowed(Self.self, at: placeId.value) }
        try Versions.checkMatch(expectedVersion, current: offer.version)
        let changed = try offer.changed(by: changes, at: now)
        guard changed != offer else { return offer }
        try await OfferStore.update(changed, in: transaction)
        if changed.state == .published {
            try await Outbox.append(OfferEvents.changed, changed, at: now, in: transaction)
        }
        return changed
    }
}
