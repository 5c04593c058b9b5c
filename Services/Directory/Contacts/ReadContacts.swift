import Domain
import Postgres

extension GetContacts {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> [ContactCard] {
        try requester.mustBeStaff()
        guard try await PlaceStore.get(id, on: database) != nil else { throw Problem.notFound }
        return try await ContactStore.all(of: id, on: database)
    }
}
