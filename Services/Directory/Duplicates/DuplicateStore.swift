import Domain
import FoundationEssentials
import Postgres

/// All SQL of proposals.
enum DuplicateStore {
    enum State: String {
        case open, dismissed, merged
    }

    /// A pair of which something is kept.
    struct Kept: Decodable, Sendable {
        let id: Duplicate.ID
        let firstId: Place.ID
        let secondId: Place.ID
        let state: String
        let decidedAt: Date?
        let firstWas: PlaceEvidence?
        let secondWas: PlaceEvidence?

        /// Whether staff said that these are two, and neither of them has changed in what was compared then.
        func staysDismissed(_ first: PlaceEvidence, _ second: PlaceEvidence) -> Bool {
            guard state == State.dismissed.rawValue, let firstWas, let secondWas else { return false }
            return !first.differsMaterially(from: firstWas) && !second.differsMaterially(from: secondWas)
        }
    }

    private static let keptColumns: SQL = "id, first_id, second_id, state, decided_at, first_was, second_was"

    static func kept(with ids: [Place.ID], on runner: some QueryRunner) async throws -> [Kept] {
        try await runner.all(
            "SELECT \(keptColumns) FROM duplicates WHERE first_id = ANY(\(ids)) OR second_id = ANY(\(ids))")
    }

    static func get(_ id: Duplicate.ID, on runner: some QueryRunner) async throws -> Kept {
        let kept = try await runner.first("SELECT \(keptColumns) FROM duplicates WHERE id = \(id)", as: Kept.self)
        guard let kept else { throw Problem.notFound }
        return kept
    }

    /// A pair to propose, and when somebody last decided of it.
    struct Proposable: Sendable {
        let pair: DuplicateCandidates.Pair
        let resemblance: Resemblance
        let decidedAt: Date?
    }

    /// Keeps pairs as open proposals; of those that are known, only score and reasons change. What was decided of a
    /// pair meanwhile stands.
    static func propose(_ pairs: [Proposable], at now: Date, in transaction: Transaction) async throws {
        // Always in the same order, so that two searches do not wait for each other.
        let rows: [SQL] = pairs.sorted { ($0.pair.firstId, $0.pair.secondId) < ($1.pair.firstId, $1.pair.secondId) }.map
        {
            """
            INSERT INTO duplicates (id, first_id, second_id, state, score, reasons, found_at)
            VALUES (\(Duplicate.ID.new()), \($0.pair.firstId), \($0.pair.secondId), 'open', \($0.resemblance.score),
                \(json: $0.resemblance.reasons), \(now))
            ON CONFLICT ON CONSTRAINT duplicates_pair_once DO UPDATE SET state = 'open', score = excluded.score,
                reasons = excluded.reasons, first_was = NULL, second_was = NULL, decided_at = NULL,
                found_at = CASE duplicates.state WHEN 'open' THEN duplicates.found_at ELSE excluded.found_at END
            WHERE duplicates.decided_at IS NOT DISTINCT FROM \($0.decidedAt)::timestamptz
            """
        }
        guard !rows.isEmpty else { return }
        _ = try await transaction.batch(rows)
    }

    /// Forgets proposals of which nobody decided and which are none any more.
    static func withdraw(_ ids: [Duplicate.ID], in transaction: Transaction) async throws {
        guard !ids.isEmpty else { return }
        _ = try await transaction.execute("DELETE FROM duplicates WHERE id = ANY(\(ids)) AND state = 'open'")
    }

    /// Records what was decided of a pair, whether it was proposed or not.
    static func settle(
        _ one: Place.ID, _ other: Place.ID, as state: State, at now: Date, in transaction: Transaction
    ) async throws {
        let (first, second) = one < other ? (one, other) : (other, one)
        let evidence = try await DuplicateCandidates.evidence(of: [first, second], on: transaction)
        _ = try await transaction.execute(
            """
            INSERT INTO duplicates (id, first_id, second_id, state, score, reasons, found_at, decided_at, first_was,
                second_was)
            VALUES (\(Duplicate.ID.new()), \(first), \(second), \(state), 0, '[]', \(now), \(now),
                \(json: evidence[first]), \(json: evidence[second]))
            ON CONFLICT ON CONSTRAINT duplicates_pair_once DO UPDATE SET state = excluded.state,
                decided_at = excluded.decided_at, first_was = excluded.first_was, second_was = excluded.second_was
            """)
    }

    /// Where a page ended.
    struct Cursor: Codable, Sendable {
        let score: Double
        let id: Duplicate.ID
    }

    /// An open proposal, without its places.
    struct Proposal: Decodable, Sendable {
        let id: Duplicate.ID
        let score: Double
        let reasons: [Duplicate.Reason]
        let firstId: Place.ID
        let secondId: Place.ID
        let foundAt: Date
    }

    /// The likeliest first, one more than a page.
    static func find(
        _ query: FindDuplicates, after cursor: Cursor?, on runner: some QueryRunner
    ) async throws -> [Proposal] {
        try await runner.all(statement(query, after: cursor))
    }

    static func statement(_ query: FindDuplicates, after cursor: Cursor?) -> SQL {
        let after: SQL =
            cursor.map { "AND (-score, duplicates.id) > (\(-$0.score)::double precision, \($0.id)::uuid)" } ?? ""
        return """
            SELECT duplicates.id, score, reasons, first_id, second_id, found_at \(matching(query)) \(after)
            ORDER BY -score, duplicates.id LIMIT \(query.page.limit + 1)
            """
    }

    static func count(_ query: FindDuplicates, on runner: some QueryRunner) async throws -> Int {
        try await runner.one(
            """
            SELECT count(*) FROM (SELECT \(matching(query)) LIMIT \(Page<Duplicate>.exactTotal + 1)) AS matching
            """, as: Int.self)
    }

    /// A place that was closed or merged a moment ago is in no proposal, though the search has still to withdraw it.
    private static func matching(_ query: FindDuplicates) -> SQL {
        let place: SQL = query.placeId.map { "AND (first_id = \($0)::uuid OR second_id = \($0)::uuid)" } ?? ""
        return """
            FROM duplicates JOIN places AS first ON first.id = first_id JOIN places AS second ON second.id = second_id
            WHERE duplicates.state = 'open' AND first.merged_into IS NULL AND second.merged_into IS NULL
                AND first.state <> 'closed' AND second.state <> 'closed' \(place)
            """
    }
}
