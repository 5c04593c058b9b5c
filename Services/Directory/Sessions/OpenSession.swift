import Domain
import FoundationEssentials
import Outbox
import Postgres

extension OpenSession {
    /// The link is used up by it.
    /// - Throws: `link-expired` when it is too old, was used, or never was.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Session {
        guard sessionHash.utf8.count == 64, linkHash.utf8.count == 64 else {
            throw Problem("request-not-valid", status: 400)
        }
        guard let id = try await SignInStore.use(linkHash, at: now, in: transaction) else {
            throw Problem("link-expired", status: 410)
        }
        var person = try await PersonStore.lock(id, in: transaction)
        person.lastSignInAt = now
        try await PersonStore.update(person, in: transaction)
        var session = Session(
            id: .new(), version: 1, hash: sessionHash, personId: id, role: .visitor, places: [], circles: [],
            usedAt: now, expiresAt: now.addingTimeInterval(Session.lasts), ended: false)
        session.take(person.grants)
        try await SessionStore.insert(session, device: device, at: now, in: transaction)
        try await Outbox.append(SessionEvents.started, session, at: now, in: transaction)
        return session
    }
}
