import Domain
import Postgres
import ServiceKit

extension ExportKeys {
    /// Revoked keys too, so that a gateway which has heard of them forgets them. No right is asked for: only the
    /// gateway can send requests, it sends this one for itself, and hashes open nothing.
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Page<AccessKey> {
        let after = try page.cursor.map { try Cursors.decode(AccessKey.ID.self, from: $0) }
        let found = try await AccessKeyStore.all(after: after, limit: page.limit + 1, on: database)
        let counted = try await AccessKeyStore.count(atMost: Reply.exactTotal + 1, on: database)
        let shown = found.prefix(page.limit)
        let next = try found.count > page.limit ? shown.last.map { try Cursors.encode($0.id) } : nil
        return Page(items: Array(shown), counted: counted, next: next)
    }
}

extension GetKey {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> AccessKey {
        guard let key = try await AccessKeyStore.get(hash: hash, on: database) else { throw Problem.notFound }
        return key
    }
}
