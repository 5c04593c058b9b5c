import KnownPlaces
import Outbox

/// What the service hears.
enum Subscriptions {
    static let places: [Reaction] = KnownPlaces.reactions
}
