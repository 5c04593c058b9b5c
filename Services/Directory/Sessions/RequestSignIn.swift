import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension RequestSignIn {
    /// Writes the wish down, and no more: whoever measures how long that takes learns nothing of the address.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Done {
        try await SignInStore.add(self, at: now, in: transaction)
        transaction.afterCommit { CommitSignal.shared.send() }
        return Done()
    }
}

/// A mailed link's own word, and what is kept of it.
struct LinkSecret {
    let text: String

    init() {
        text = RandomSecret.make()
    }

    var hash: String {
        AccessKey.hash(of: text)
    }
}

/// Makes the link that somebody wished for, when the directory knows them.
struct MakeLink {
    /// Nobody can have us write to an address more often than this while a link lasts.
    static let most = 3

    let wish: SignInStore.Wish

    func callAsFunction(at now: Date, in transaction: Transaction) async throws {
        // A wish that waited for too long was repeated, or given up.
        guard now.timeIntervalSince(wish.requestedAt) < SignInLink.lasts,
            let person = try await PersonStore.find(wish.email, on: transaction),
            try await SignInStore.links(
                of: person.id, since: now.addingTimeInterval(-SignInLink.lasts), in: transaction) < Self.most
        else { return }
        let secret = LinkSecret()
        let end = now.addingTimeInterval(SignInLink.lasts)
        try await SignInStore.addLink(secret.hash, for: person.id, from: now, until: end, in: transaction)
        let link = SignInLink(
            id: .new(), email: person.email, language: wish.language, token: secret.text, expiresAt: end)
        try await Outbox.append(SignInEvents.requested, link, at: now, fleetingUntil: end, in: transaction)
    }
}
