import Domain
import Postgres

extension GetContacts {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> [ContactCard] {
        guard requester.isStaff || requester.places.contains(id) else { throw Problem.forbidden }
        guard try await PlaceStore.get(id, on: database) != nil else { throw Problem.notFound }
        return try await ContactStore.all(of: id, on: database)
    }
}
