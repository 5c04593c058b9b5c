import Domain
import FoundationEssentials
import Postgres

extension GrantRole {
    /// Holds at once, also in the sessions that are open.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Person {
        try requester.mustBeAllowed(Self.self)
        try requester.mayGive(grant)
        let person = try await PersonStore.lock(id, in: transaction)
        if grant.role == .facilitator, let place = grant.subjectId {
            guard try await PlaceStore.get(Identifier(place.uuid), on: transaction) != nil else {
                throw InvalidValue(.unknownPlace, field: "subject_id")
            }
        }
        let granted = person.granted(grant, at: now)
        guard granted != person else { return person }
        try await PersonStore.update(granted, in: transaction)
        try await PersonStore.add(grant, to: id, at: now, in: transaction)
        try await SessionStore.retell(of: granted, at: now, in: transaction)
        return granted
    }
}

extension RevokeRole {
    /// Holds at once, also in the sessions that are open. The last administrator stays one: nobody could make another.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Person {
        try requester.mustBeAllowed(Self.self)
        try requester.mayGive(grant)
        let person = try await PersonStore.lock(id, in: transaction)
        let revoked = person.revoked(grant, at: now)
        guard revoked != person else { return person }
        if grant.role == .administrator {
            guard try await PersonStore.administrators(besides: id, in: transaction) > 0 else {
                throw Problem("last-administrator", status: 409)
            }
        }
        try await PersonStore.update(revoked, in: transaction)
        try await PersonStore.remove(grant, from: id, in: transaction)
        try await SessionStore.retell(of: revoked, at: now, in: transaction)
        return revoked
    }
}
