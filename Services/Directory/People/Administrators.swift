import Domain
import FoundationEssentials
import Postgres

/// What an operator does at the command line: the first administrator has nobody who could make them one.
struct AddAdministrator {
    let email: EmailAddress

    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Person {
        var person = try await PersonStore.find(email, on: transaction)
        if person == nil { person = try await CreatePerson(email: email)(by: requester, at: now, in: transaction) }
        guard let person else { throw Problem.internalError }
        let grant = RoleGrant(role: .administrator)
        let granted = try await GrantRole(id: person.id, grant: grant)(by: requester, at: now, in: transaction)
        let entry = AuditEntry(byOperator: "admin add", on: person.id.description, at: now)
        try await AuditStore.add(entry, in: transaction)
        return granted
    }
}

struct RemoveAdministrator {
    let email: EmailAddress

    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Person {
        guard let person = try await PersonStore.find(email, on: transaction) else { throw Problem.notFound }
        let grant = RoleGrant(role: .administrator)
        let revoked = try await RevokeRole(id: person.id, grant: grant)(by: requester, at: now, in: transaction)
        let entry = AuditEntry(byOperator: "admin remove", on: person.id.description, at: now)
        try await AuditStore.add(entry, in: transaction)
        return revoked
    }
}
