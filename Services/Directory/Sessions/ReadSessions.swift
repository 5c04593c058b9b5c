import Domain
import FoundationEssentials
import Postgres

extension GetSession {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Session {
        guard let session = try await SessionStore.get(hash: hash, on: database) else { throw Problem.notFound }
        return session
    }
}

extension FindSessions {
    func callAsFunction(
        by requester: Requester, at now: Date, on database: some QueryRunner
    ) async throws -> SessionList {
        try requester.mustBeAllowed(Self.self)
        guard let person = personId ?? requester.person else {
            throw Problem("field-required", status: 422, field: "person_id")
        }
        if person != requester.person { try requester.mustBeStaff() }
        return SessionList(
            items: try await SessionStore.list(of: person, current: requester.session, at: now, on: database))
    }
}
