import Domain
import Postgres

extension GetKey {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> AccessKey {
        guard let key = try await AccessKeyStore.get(hash: hash, on: database) else { throw Problem.notFound }
        return key
    }
}
