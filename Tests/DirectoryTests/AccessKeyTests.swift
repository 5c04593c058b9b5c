import Crypto
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct AccessKeyTests {
    private func create(_ label: String, in database: PostgresPool) async throws -> (secret: String, key: AccessKey) {
        let order = CreateKey(role: .staff, label: try OneLine(label))
        return try await database.transaction { try await order(at: noon, in: $0) }
    }

    private func toldTypes(_ database: PostgresPool) async throws -> [String] {
        try await database.all("SELECT type FROM outbox WHERE agg_type = 'key' ORDER BY id")
    }

    @Test func `a key holds 256 random bits, and only its hash is kept and told`() async throws {
        try await withDirectory { database in
            let (secret, key) = try await create("portail", in: database)
            #expect(secret.wholeMatch(of: /mlg_[A-Za-z0-9_-]{43}/) != nil)
            let hash = SHA256.hash(data: Data(secret.utf8)).map { String(format: "%02x", $0) }.joined()
            #expect(key.hash == hash)
            #expect(try await GetKey(hash: hash)(by: .visitor, on: database) == key)
            let other = try await create("portail", in: database)
            #expect(other.secret != secret)
            let envelopes: [Data] = try await database.all("SELECT envelope FROM outbox WHERE agg_type = 'key'")
            #expect(envelopes.count == 2)
            #expect(envelopes.allSatisfy { !String(decoding: $0, as: UTF8.self).contains(secret) })
        }
    }

    @Test func `a key is revoked once`() async throws {
        try await withDirectory { database in
            let (_, key) = try await create("partenaire", in: database)
            for _ in 0..<2 {
                let revoked = try await database.transaction { try await RevokeKey(id: key.id)(at: noon, in: $0) }
                #expect(revoked.revoked)
                #expect(revoked.version == 2)
            }
            #expect(try await GetKey(hash: key.hash)(by: .visitor, on: database).revoked)
            #expect(try await toldTypes(database) == ["directory.key.created.v1", "directory.key.revoked.v1"])
        }
    }

    @Test func `an unknown key is not found`() async throws {
        try await withDirectory { database in
            await #expect(throws: Problem.notFound) { try await GetKey(hash: "00")(by: .visitor, on: database) }
            await #expect(throws: Problem.notFound) {
                try await database.transaction { try await RevokeKey(id: .new())(at: noon, in: $0) }
            }
        }
    }

    @Test func `all keys are exported, page by page`() async throws {
        try await withDirectory { database in
            var ids: [AccessKey.ID] = []
            for number in 0..<5 { ids.append(try await create("clé \(number)", in: database).key.id) }
            var exported: [AccessKey.ID] = []
            var page: [Exported<AccessKey>]
            repeat {
                page = try await AccessKeyStore.exported(after: exported.last, limit: 2, on: database)
                exported += page.map(\.state.id)
            } while !page.isEmpty
            #expect(exported == ids.sorted())
        }
    }
}
