import Domain
import FoundationEssentials
import KnownPlaces
import Outbox
import Postgres

/// What the service hears, in one queue: a place is known before the events and offers that came after it.
struct Subscriptions {
    let match: MatchWebhooks
    /// Sent once there is a mail to send.
    let signal: CommitSignal
    let now: @Sendable () -> Date

    var items: [Reaction] {
        [
            .on(PlaceEvents.all) { heard, transaction in
                try await KnownPlaces.record(heard.state, in: transaction)
                try await match(heard, in: transaction)
            },
            .on(EventEvents.all) { try await match($0, in: $1) },
            .on(OfferEvents.all) { try await match($0, in: $1) },
            // A link that is too old by now is not mailed.
            .on(SignInEvents.all) { heard, transaction in
                guard let event = heard.news, heard.state.expiresAt > now() else { return }
                try await MailStore.add(heard.state, for: event.id, in: transaction)
                transaction.afterCommit { signal.send() }
            },
            // Who may no longer ask is no longer told.
            .on([AccessKeyEvents.revoked]) { heard, transaction in
                guard heard.state.revoked else { return }
                for webhook in try await WebhookStore.active(of: heard.state.id, on: transaction) {
                    _ = try await DisableWebhook(id: webhook)(by: Requester(role: .staff), at: now(), in: transaction)
                }
            },
        ]
    }
}
