import Domain
import FoundationEssentials
import Outbox
import Postgres

extension ConfirmSubscriber {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Done {
        let token = LinkToken(token)
        guard let link = try await SubscriberStore.link(token, on: transaction) else { throw Problem.notFound }
        let subscription = try await SubscriberStore.lock(link.subscriberId, in: transaction)
        try link.mustConfirm(subscription, at: now)
        try await SubscriberStore.closeLinks(of: subscription.id, at: now, in: transaction)
        let confirmed = subscription.confirmed(at: now)
        guard confirmed != subscription else { return Done() }
        try await SubscriberStore.update(confirmed, in: transaction)
        try await Outbox.append(SubscriberEvents.confirmed, confirmed.subscriber, at: now, in: transaction)
        return Done()
    }
}
