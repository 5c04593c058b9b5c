import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension FindKeys {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Page<AccessKey> {
        try requester.mustBeAllowed(Self.self)
        let cursor = try page.cursor.map { try Cursors.decode(AccessKey.ID.self, from: $0) }
        let found = try await AccessKeyStore.find(before: cursor, limit: page.limit + 1, on: database)
        let shown = Array(found.prefix(page.limit))
        return Page(
            items: shown, counted: try await AccessKeyStore.count(on: database),
            next: found.count > page.limit ? try shown.last.map { try Cursors.encode($0.id) } : nil)
    }
}

extension CreateAccessKey {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> AccessKey {
        try requester.mustBeAllowed(Self.self)
        switch role {
        case .partner: break
        case .staff: try requester.mustBeAdministrator()
        // People have these roles; a key belongs to a program.
        case .visitor, .facilitator, .caretaker, .administrator:
            throw Problem("value-not-listed", status: 422, field: "role")
        }
        guard hash.utf8.count == 64, scopes.count <= 20, !scopes.contains(.other) else {
            throw Problem("value-not-listed", status: 422, field: "scopes")
        }
        let key = AccessKey(
            id: .new(), version: 1, hash: hash, role: role, label: label, revoked: false,
            scopes: role == .partner ? scopes.withoutRepeats : nil)
        try await AccessKeyStore.insert(key, at: now, in: transaction)
        try await Outbox.append(AccessKeyEvents.created, key, at: now, in: transaction)
        return key
    }
}

extension RevokeAccessKey {
    /// Keys of staff are for administrators to revoke.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> AccessKey {
        try requester.mustBeAllowed(Self.self)
        if try await AccessKeyStore.lock(id, in: transaction).role != .partner { try requester.mustBeAdministrator() }
        return try await RevokeKey(id: id)(at: now, in: transaction)
    }
}

extension [Scope] {
    fileprivate var withoutRepeats: [Scope] {
        Scope.allCases.filter(contains)
    }
}
