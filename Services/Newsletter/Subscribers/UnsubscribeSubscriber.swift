import Domain
import FoundationEssentials
import Outbox
import Postgres

extension UnsubscribeSubscriber {
    /// Takes effect at once: what still waits to be sent to that person is withdrawn.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Done {
        try await EditionStore.holdOffCuts(in: transaction)
        guard let subscription = try await SubscriberStore.lock(unsubscribing: LinkToken(token), in: transaction) else {
            throw Problem.notFound
        }
        let unsubscribed = subscription.unsubscribed(at: now)
        guard unsubscribed != subscription else { return Done() }
        try await SubscriberStore.update(unsubscribed, in: transaction)
        try await SubscriberStore.closeLinks(of: subscription.id, at: now, in: transaction)
        try await DeliveryStore.withdraw(from: subscription.id, in: transaction)
        try await Outbox.append(SubscriberEvents.unsubscribed, unsubscribed.subscriber, at: now, in: transaction)
        return Done()
    }
}
