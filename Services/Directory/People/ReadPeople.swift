import Domain
import Postgres
import ServiceKit

extension GetAccount {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Person {
        guard let person = requester.person else { throw Problem.forbidden }
        return try await PersonStore.get(person, on: database)
    }
}

extension GetPerson {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Person {
        try requester.mustBeAllowed(Self.self)
        return try await PersonStore.get(id, on: database)
    }
}

extension FindPeople {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Page<Person> {
        try requester.mustBeAllowed(Self.self)
        let cursor = try page.cursor.map { try Cursors.decode(PersonStore.Cursor.self, from: $0) }
        let found = try await PersonStore.find(self, after: cursor, on: database)
        let shown = Array(found.prefix(page.limit))
        let next =
            try found.count > page.limit
            ? shown.last.map { try Cursors.encode(PersonStore.Cursor(email: $0.email.text.lowercased())) } : nil
        return Page(items: shown, counted: try await PersonStore.count(self, on: database), next: next)
    }
}
