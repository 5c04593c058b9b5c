import Domain
import Postgres
import ServiceKit

extension FindTerritories {
    /// Everybody may look.
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> Page<Territory> {
        let condition = try TerritoryStore.condition(self)
        let cursor = try page.cursor.map { try Cursors.decode(TerritoryStore.Cursor.self, from: $0) }
        guard cursor?.name.utf8.contains(0) != true, cursor?.code.utf8.contains(0) != true else {
            throw Problem("cursor-not-valid", status: 400, field: "cursor")
        }
        let counted = try await TerritoryStore.count(condition, atMost: Reply.exactTotal + 1, on: database)
        let found = try await TerritoryStore.find(condition, after: cursor, limit: page.limit + 1, on: database)
        let shown = found.prefix(page.limit)
        let next = try found.count > page.limit ? shown.last.map { try Cursors.encode($0.cursor) } : nil
        return Page(items: shown.map(\.territory), counted: counted, next: next)
    }
}

extension GetTerritory {
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> OutlinedTerritory {
        guard let territory = try await TerritoryStore.get(key, vintage: vintage, on: database) else {
            throw Problem.notFound
        }
        return territory
    }
}

extension FindOutlines {
    /// Only regions and départements are few enough to be told at once.
    func callAsFunction(by requester: Requester, on database: some QueryRunner) async throws -> [OutlinedTerritory] {
        guard kind == .region || kind == .departement else {
            throw Problem("parameter-not-valid", status: 400, field: "kind")
        }
        return try await TerritoryStore.outlines(of: kind, on: database)
    }
}
