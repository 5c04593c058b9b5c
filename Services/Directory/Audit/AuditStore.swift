import Domain
import FoundationEssentials
import Postgres
import ServiceKit

/// All SQL of the audit log.
enum AuditStore {
    static func add(_ entry: AuditEntry, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO audit_entries (at, role, person_id, key_id, action, subject_id, detail)
            VALUES (\(entry.at), \(entry.role), \(entry.personId), \(entry.keyId), \(entry.action),
                \(entry.subjectId), \(entry.detail))
            """)
    }

    struct Cursor: Codable, Sendable {
        let number: Int
    }

    static func find(
        _ page: PageQuery, before cursor: Cursor?, on runner: some QueryRunner
    ) async throws -> [AuditEntry] {
        let before: SQL = cursor.map { "WHERE number < \($0.number)" } ?? ""
        return try await runner.all(
            """
            SELECT number, at, role, person_id, key_id, action, subject_id, detail FROM audit_entries \(before)
            ORDER BY number DESC LIMIT \(page.limit + 1)
            """)
    }

    static func count(on runner: some QueryRunner) async throws -> Int {
        try await runner.one(
            """
            SELECT count(*) FROM (SELECT FROM audit_entries LIMIT \(Page<AuditEntry>.exactTotal + 1)) AS counted
            """, as: Int.self)
    }
}

extension FindAudit {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Page<AuditEntry> {
        try requester.mustBeAllowed(Self.self)
        let cursor = try page.cursor.map { try Cursors.decode(AuditStore.Cursor.self, from: $0) }
        let found = try await AuditStore.find(page, before: cursor, on: database)
        let shown = Array(found.prefix(page.limit))
        let next =
            try found.count > page.limit
            ? shown.last.map { try Cursors.encode(AuditStore.Cursor(number: $0.number)) } : nil
        return Page(items: shown, counted: try await AuditStore.count(on: database), next: next)
    }
}
