import Domain
import FoundationEssentials
import Outbox
import Postgres

extension CreateSubscriber {
    /// Mails a link to the address, unless it has the letter already or was written to within the hour. The reply is
    /// the same in every case, so nobody learns who reads the letter.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Done {
        let language = language ?? .french
        var subscription = Subscription(email: email, language: language, at: now)
        if try await !SubscriberStore.insert(subscription, in: transaction) {
            let known = try await SubscriberStore.lock(email, in: transaction)
            guard let requested = known.requested(language: language, at: now) else { return Done() }
            try await SubscriberStore.update(requested, in: transaction)
            subscription = requested
        }
        let token = LinkToken.confirmation()
        try await SubscriberStore.addLink(
            token, for: subscription.id, until: now.addingTimeInterval(Subscription.confirmationLasts),
            in: transaction)
        try await DeliveryStore.add(optInFor: subscription.id, token: token, in: transaction)
        transaction.afterCommit { CommitSignal.shared.send() }
        return Done()
    }
}
