import Domain
import FoundationEssentials
import Postgres

extension ReadSubscriberLink {
    func callAsFunction(by requester: Requester, at now: Date, on database: PostgresPool) async throws -> SubscriberLink
    {
        let token = LinkToken(token)
        guard let subscription = try await SubscriberStore.find(token, on: database) else { throw Problem.notFound }
        if let link = try await SubscriberStore.link(token, on: database) {
            try link.mustConfirm(subscription, at: now)
        }
        return SubscriberLink(maskedEmail: subscription.maskedEmail, state: subscription.state)
    }
}

extension SubscriberStore.ConfirmationLink {
    /// - Throws: `link-expired` when the link is too old, or was used and its person has unsubscribed since. Used by
    ///   somebody who still has the letter, it says yes again.
    func mustConfirm(_ subscription: Subscription, at now: Date) throws(Problem) {
        if usedAt != nil, subscription.state == .confirmed { return }
        guard usedAt == nil, now < expiresAt else { throw Problem("link-expired", status: 410) }
    }
}
