import Domain
import FoundationEssentials
import KnownPlaces
import Outbox

/// What the service hears, in one queue: a place is known before the events and offers that came after it.
struct Subscriptions {
    let match: MatchWebhooks
    let now: @Sendable () -> Date

    var items: [Reaction] {
        Reaction.onAny(of: PlaceEvents.all) { event, transaction in
            try await KnownPlaces.record(event.data, in: transaction)
            try await match(event, in: transaction)
        }
            + Reaction.onAny(of: EventEvents.all) { try await match($0, in: $1) }
            + Reaction.onAny(of: OfferEvents.all) { try await match($0, in: $1) }
            + [
                // Who may no longer ask is no longer told.
                .on(AccessKeyEvents.revoked) { event, transaction in
                    for webhook in try await WebhookStore.active(of: event.data.id, on: transaction) {
                        _ = try await DisableWebhook(id: webhook)(
                            by: Requester(role: .staff), at: now(), in: transaction)
                    }
                }
            ]
    }
}
