import Domain
import FoundationEssentials
import Outbox
import Postgres

extension Session {
    /// The rights of its person, as they are now.
    mutating func take(_ grants: [RoleGrant]) {
        role = grants.role
        places = grants.places
        circles = grants.circles
    }

    /// The session used again: it lasts longer from now on. Itself when that was told less than an hour ago.
    func used(at now: Date) -> Session {
        guard isGood(at: now), now.timeIntervalSince(usedAt) >= Self.toldEvery else { return self }
        var session = self
        session.version += 1
        session.usedAt = now
        session.expiresAt = now.addingTimeInterval(Self.lasts)
        return session
    }

    /// Ends it, and tells so; does nothing when it has ended.
    func end(at now: Date, in transaction: Transaction) async throws {
        guard !ended else { return }
        var session = self
        session.version += 1
        session.ended = true
        try await SessionStore.update(session, at: now, in: transaction)
        try await Outbox.append(SessionEvents.ended, session, at: now, in: transaction)
    }
}
