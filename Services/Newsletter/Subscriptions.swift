import Domain
import Outbox

/// What the service hears.
enum Subscriptions {
    /// All that an edition may tell, through one queue.
    static let items: [Reaction] =
        Reaction.onAny(of: EventEvents.all) { try await CollectItem($0.data, changedAt: $0.time)(in: $1) }
        + Reaction.onAny(of: OfferEvents.all) { try await CollectItem($0.data, changedAt: $0.time)(in: $1) }
        + Reaction.onAny(of: PlaceEvents.all) { try await CollectItem($0.data, changedAt: $0.time)(in: $1) }
}
