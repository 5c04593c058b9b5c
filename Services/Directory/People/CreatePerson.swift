import Domain
import FoundationEssentials
import Postgres

extension CreatePerson {
    /// Nobody is written to: the person asks for a link when they want to come in.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Person {
        try requester.mustBeAllowed(Self.self)
        let person = Person(
            id: .new(), version: 1, email: email, name: name, grants: [], createdAt: now, updatedAt: now)
        try await PersonStore.insert(person, in: transaction)
        return person
    }
}
