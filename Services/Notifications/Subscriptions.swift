import Domain
import KnownPlaces
import Outbox

/// What the service hears, in one queue: a place is known before the events and offers that came after it.
struct Subscriptions {
    let match: MatchWebhooks

    var items: [Reaction] {
        Reaction.onAny(of: PlaceEvents.all) { event, transaction in
            try await KnownPlaces.record(event.data, in: transaction)
            try await match(event, in: transaction)
        }
            + Reaction.onAny(of: EventEvents.all) { try await match($0, in: $1) }
            + Reaction.onAny(of: OfferEvents.all) { try await match($0, in: $1) }
    }
}
