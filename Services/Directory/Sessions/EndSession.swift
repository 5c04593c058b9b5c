import Domain
import FoundationEssentials
import Outbox
import Postgres

extension EndSession {
    /// One's own, or anybody's for staff. Those of the staff are for administrators to end.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Done {
        try requester.mustBeAllowed(Self.self)
        let session = try await SessionStore.lock(id, in: transaction)
        if session.personId != requester.person {
            // Who may not end it learns nothing of it.
            guard requester.isStaff else { throw Problem.notFound }
            try requester.mustBeAbove(try await PersonStore.get(session.personId, on: transaction))
        }
        try await session.end(at: now, in: transaction)
        return Done()
    }
}

extension TouchSession {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Session {
        guard let id = requester.session else { throw Problem.forbidden }
        let session = try await SessionStore.lock(id, in: transaction)
        let used = session.used(at: now)
        guard used != session else { return session }
        try await SessionStore.update(used, at: now, in: transaction)
        try await Outbox.append(SessionEvents.changed, used, at: now, in: transaction)
        return used
    }
}
