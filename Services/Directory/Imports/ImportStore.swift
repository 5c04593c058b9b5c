import Domain
import FoundationEssentials
import Postgres

/// All SQL of imports.
enum ImportStore {
    /// The row of a source as it was imported before.
    struct KnownRow: Decodable, Sendable {
        let sourceKey: String
        let placeId: Place.ID
        /// JSON of what the row said, in the exact bytes written then.
        let said: String
    }

    static func known(
        _ keys: [String], of source: String, in transaction: Transaction
    ) async throws -> [String: KnownRow] {
        let rows = try await transaction.all(
            """
            SELECT source_key, place_id, said FROM place_sources
            WHERE source = \(source) AND source_key = ANY(\(keys))
            """, as: KnownRow.self)
        return Dictionary(rows.map { ($0.sourceKey, $0) }, uniquingKeysWith: { first, _ in first })
    }

    static func record(_ rows: [KnownRow], of source: String, in transaction: Transaction) async throws {
        guard !rows.isEmpty else { return }
        _ = try await transaction.execute(
            """
            INSERT INTO place_sources (source, source_key, place_id, said)
            SELECT \(source), key, place, said
            FROM unnest(\(rows.map(\.sourceKey))::text[], \(rows.map(\.placeId))::uuid[],
                \(rows.map(\.said))::text[]) AS new (key, place, said)
            ON CONFLICT (source, source_key) DO UPDATE SET said = excluded.said
            """)
    }

    /// Whether this session may import now; it may until it ends or unlocks.
    static func tryLock(on runner: some QueryRunner) async throws -> Bool {
        try await runner.one("SELECT pg_try_advisory_lock(\(lock), 0)", as: Bool.self)
    }

    static func unlock(on runner: some QueryRunner) async throws {
        _ = try await runner.one("SELECT pg_advisory_unlock(\(lock), 0)", as: Bool.self)
    }

    /// Any number that no other lock of this database has: "plac" in ASCII.
    private static let lock: SQL = "1886151011"
}
