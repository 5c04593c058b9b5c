import Domain
import FoundationEssentials
import Postgres

/// All SQL of merges.
enum MergeStore {
    typealias ID = Identifier<Merge>

    /// One place merged into another, and not taken back.
    struct Merge: Decodable, Sendable {
        let id: ID
        let survivorId: Place.ID
        let survivorBefore: String
        let survivorAfter: String

        var trace: MergeTrace {
            get throws {
                MergeTrace(
                    before: try PlaceFields(json: survivorBefore), after: try PlaceFields(json: survivorAfter))
            }
        }
    }

    static func record(
        _ absorbed: Place, into survivor: (before: Place, after: Place), by requester: Requester, at now: Date,
        in transaction: Transaction
    ) async throws {
        let id = ID.new()
        _ = try await transaction.batch([
            """
            INSERT INTO place_merges (id, absorbed_id, survivor_id, survivor_before, survivor_after, merged_at,
                merged_by)
            VALUES (\(id), \(absorbed.id), \(survivor.before.id), \(try PlaceFields(survivor.before).json()),
                \(try PlaceFields(survivor.after).json()), \(now), \(requester.name))
            """,
            """
            INSERT INTO place_merge_sources (merge_id, source, source_key, said)
            SELECT \(id)::uuid, source, source_key, said FROM place_sources WHERE place_id = \(absorbed.id)
            """,
            // The next import knows the rows, and changes the survivor by them.
            "UPDATE place_sources SET place_id = \(survivor.before.id) WHERE place_id = \(absorbed.id)",
        ])
    }

    static func current(of absorbed: Place.ID, on runner: some QueryRunner) async throws -> Merge? {
        try await runner.first("SELECT \(columns) FROM place_merges WHERE absorbed_id = \(absorbed) AND \(isCurrent)")
    }

    /// What was merged into the same survivor after a merge.
    static func later(than merge: Merge, in transaction: Transaction) async throws -> [Merge] {
        try await transaction.all(
            """
            SELECT \(columns) FROM place_merges
            WHERE survivor_id = \(merge.survivorId) AND \(isCurrent) AND id > \(merge.id) ORDER BY id
            """)
    }

    static func rewrite(_ merge: ID, as trace: MergeTrace, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE place_merges
            SET survivor_before = \(try trace.before.json()), survivor_after = \(try trace.after.json())
            WHERE id = \(merge)
            """)
    }

    /// Ends a merge, and gives the rows of sources back.
    static func end(_ merge: ID, of absorbed: Place.ID, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.batch([
            "UPDATE place_merges SET unmerged_at = \(now) WHERE id = \(merge)",
            """
            UPDATE place_sources SET place_id = \(absorbed), said = moved.said
            FROM place_merge_sources AS moved
            WHERE moved.merge_id = \(merge) AND place_sources.source = moved.source
                AND place_sources.source_key = moved.source_key
            """,
        ])
    }

    /// The places for which another one stands.
    static func absorbed(by survivor: Place.ID, in transaction: Transaction) async throws -> [Place.ID] {
        try await transaction.all("SELECT id FROM places WHERE merged_into = \(survivor) ORDER BY id")
    }

    /// The places that were merged into one, and into those, however deep.
    static func tree(of place: Place.ID, in transaction: Transaction) async throws -> [Place.ID] {
        try await transaction.all(
            """
            WITH RECURSIVE tree AS (
                SELECT absorbed_id FROM place_merges WHERE survivor_id = \(place) AND \(isCurrent)
                UNION
                SELECT place_merges.absorbed_id FROM place_merges JOIN tree ON survivor_id = tree.absorbed_id
                WHERE \(isCurrent)
            )
            SELECT absorbed_id FROM tree ORDER BY absorbed_id
            """)
    }

    private static let columns: SQL = "id, survivor_id, survivor_before, survivor_after"
    private static let isCurrent: SQL = "unmerged_at IS NULL"
}
