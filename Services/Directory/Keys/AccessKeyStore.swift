import Domain
import FoundationEssentials
import Postgres

/// All SQL of access keys.
enum AccessKeyStore {
    private static let columns: SQL = "id, version, hash, role, label, revoked, scopes"

    static func insert(_ key: AccessKey, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO access_keys (id, version, hash, role, label, revoked, scopes, created_at, updated_at)
            VALUES (\(key.id), \(key.version), \(key.hash), \(key.role), \(key.label), \(key.revoked),
                \(key.scopes), \(now), \(now))
            """)
    }

    static func update(_ key: AccessKey, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE access_keys SET version = \(key.version), revoked = \(key.revoked), updated_at = \(now)
            WHERE id = \(key.id)
            """)
    }

    static func lock(_ id: AccessKey.ID, in transaction: Transaction) async throws -> AccessKey {
        let key = try await transaction.first(
            "SELECT \(columns) FROM access_keys WHERE id = \(id) FOR UPDATE", as: AccessKey.self)
        guard let key else { throw Problem.notFound }
        return key
    }

    static func get(hash: String, on runner: some QueryRunner) async throws -> AccessKey? {
        try await runner.first("SELECT \(columns) FROM access_keys WHERE hash = \(hash)", as: AccessKey.self)
    }

    /// The newest first.
    static func find(before id: AccessKey.ID?, limit: Int, on runner: some QueryRunner) async throws -> [AccessKey] {
        let before: SQL = id.map { "WHERE id < \($0)" } ?? ""
        return try await runner.all("SELECT \(columns) FROM access_keys \(before) ORDER BY id DESC LIMIT \(limit)")
    }

    static func count(on runner: some QueryRunner) async throws -> Int {
        try await runner.one("SELECT count(*) FROM access_keys", as: Int.self)
    }

    /// Revoked keys too, so that whoever has heard of them forgets them.
    static func exported(
        after id: AccessKey.ID?, limit: Int, on runner: some QueryRunner
    ) async throws -> [Exported<AccessKey>] {
        let after: SQL = id.map { "WHERE id > \($0)" } ?? ""
        let rows = try await runner.all(
            "SELECT \(columns), updated_at FROM access_keys \(after) ORDER BY id LIMIT \(limit)", as: Dated.self)
        return rows.map { Exported($0.key, changedAt: $0.updatedAt) }
    }

    private struct Dated: Decodable, Sendable {
        let key: AccessKey
        let updatedAt: Date

        private enum CodingKeys: String, CodingKey {
            case updatedAt
        }

        init(from decoder: any Decoder) throws {
            key = try AccessKey(from: decoder)
            updatedAt = try decoder.container(keyedBy: CodingKeys.self).decode(Date.self, forKey: .updatedAt)
        }
    }
}
