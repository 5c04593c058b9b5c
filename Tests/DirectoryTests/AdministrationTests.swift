import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct AdministrationTests {
    @Test func `the operator makes the first administrator, twice the same, and both are in the log`() async throws {
        try await withDirectory { database in
            for _ in 0..<2 {
                let person = try await database.transaction {
                    try await AddAdministrator(email: EmailAddress("a@exemple.fr"))(
                        by: .administrator, at: noon, in: $0)
                }
                #expect(person.grants == [RoleGrant(role: .administrator)])
            }
            #expect(try await PersonStore.administrators(on: database).map(\.email.text) == ["a@exemple.fr"])
            await #expect(throws: Problem("last-administrator", status: 409)) {
                try await database.transaction {
                    try await RemoveAdministrator(email: EmailAddress("a@exemple.fr"))(
                        by: .administrator, at: noon, in: $0)
                }
            }
            let log = try await FindAudit()(by: .staff, on: database).items
            #expect(log.map(\.action) == ["admin add", "admin add"])
            #expect(log.allSatisfy { $0.role == "operator" })
            await #expect(throws: PostgresError.self) { try await database.execute("DELETE FROM audit_entries") }
            await #expect(throws: PostgresError.self) {
                try await database.execute("UPDATE audit_entries SET action = 'x'")
            }
        }
    }

    @Test func `keys are listed, made with scopes and revoked; those of staff by administrators alone`() async throws {
        try await withDirectory { database in
            func make(_ role: Requester.Role, _ scopes: [Scope], by requester: Requester) async throws -> AccessKey {
                let hash = AccessKey.hash(of: UUID().uuidString)
                let order = CreateAccessKey(hash: hash, label: try OneLine("clé"), role: role, scopes: scopes)
                return try await database.transaction { try await order(by: requester, at: noon, in: $0) }
            }
            func revoke(_ key: AccessKey, by requester: Requester) async throws -> AccessKey {
                try await database.transaction {
                    try await RevokeAccessKey(id: key.id)(by: requester, at: noon, in: $0)
                }
            }
            let partner = try await make(.partner, [.read, .eventsWrite, .read], by: .staff)
            #expect(partner.scopes == [.eventsWrite, .read])
            #expect(try await GetKey(hash: partner.hash)(by: .visitor, on: database) == partner)
            await #expect(throws: Problem.forbidden) { try await make(.staff, [], by: .staff) }
            await #expect(throws: Problem("value-not-listed", status: 422, field: "role")) {
                try await make(.administrator, [], by: .administrator)
            }
            let staff = try await make(.staff, [], by: .administrator)
            await #expect(throws: Problem.forbidden) { try await revoke(staff, by: .staff) }
            #expect(try await revoke(partner, by: .staff).revoked)
            let page = try await FindKeys(page: PageQuery(limit: 1))(by: .staff, on: database)
            #expect(page.items.map(\.id) == [staff.id] && page.total == 2)
            let rest = try await FindKeys(page: PageQuery(limit: 1, cursor: page.next))(by: .staff, on: database)
            #expect(rest.items.map(\.id) == [partner.id] && rest.next == nil)
        }
    }

    @Test func `a key that is older than scopes may do what it could before`() async throws {
        try await withDirectory { database in
            let (_, key) = try await database.transaction {
                try await CreateKey(role: .partner, label: OneLine("ancienne"))(at: noon, in: $0)
            }
            _ = try await database.execute("UPDATE access_keys SET scopes = NULL")
            let read = try await GetKey(hash: key.hash)(by: .visitor, on: database)
            #expect(read.scopes == nil && Requester(read).scopes == [.webhooks, .read])
        }
    }
}
