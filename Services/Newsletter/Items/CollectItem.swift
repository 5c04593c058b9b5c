import Domain
import FoundationEssentials
import Postgres

/// Keeps the newest state of something that an edition may tell.
struct CollectItem: Sendable {
    let item: Item

    init(_ event: Event, changedAt: Date) {
        item = Item(event, changedAt: changedAt)
    }

    init(_ offer: Offer, changedAt: Date) {
        item = Item(offer, changedAt: changedAt)
    }

    init(_ place: Place, changedAt: Date) {
        item = Item(place, changedAt: changedAt)
    }

    /// What is heard after the cut that should have held it counts for the next one, so no change falls between two.
    func callAsFunction(in transaction: Transaction) async throws {
        try await EditionStore.holdOffCuts(in: transaction)
        try await ItemStore.save(item, notBefore: EditionStore.lastCut(on: transaction), in: transaction)
    }
}
