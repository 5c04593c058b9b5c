import Domain
import Outbox

/// What the service hears.
enum Subscriptions {
    /// All that an edition may tell, through one queue.
    static let items: [Reaction] = [
        .on(EventEvents.all) { try await CollectItem($0.state, changedAt: $0.time)(in: $1) },
        .on(OfferEvents.all) { try await CollectItem($0.state, changedAt: $0.time)(in: $1) },
        .on(PlaceEvents.all) { try await CollectItem($0.state, changedAt: $0.time)(in: $1) },
    ]
}
