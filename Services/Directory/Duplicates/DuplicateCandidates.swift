import Domain
import FoundationEssentials
import Postgres

/// Finds the places with which one is worth comparing. All pairs would be too many: only what an index yields is looked
/// at, and of that a bounded number. Whatever reaches the score of a proposal has a name, a town, a site or a spot in
/// common, so nothing that matters is missed but in crowds.
enum DuplicateCandidates {
    /// A pair with all that is compared.
    struct Pair: Decodable, Sendable {
        let firstId: Place.ID
        let secondId: Place.ID
        let first: PlaceEvidence
        let second: PlaceEvidence
        let similarity: Double
        let metres: Double?
        let shareSource: Bool
        let siteIsCommon: Bool

        var resemblance: Resemblance {
            Resemblance(
                first, second,
                Resemblance.Measured(
                    nameSimilarity: similarity, metres: metres, shareSource: shareSource, siteIsCommon: siteIsCommon))
        }
    }

    /// The pairs that one of these places makes with any other. Closed places and those that are merged make none.
    static func pairs(of ids: [Place.ID], on runner: some QueryRunner) async throws -> [Pair] {
        try await runner.all(statement(ids), as: Pair.self)
    }

    static func evidence(of ids: [Place.ID], on runner: some QueryRunner) async throws -> [Place.ID: PlaceEvidence] {
        let rows: [Compared] = try await runner.all(
            "SELECT id, \(evidence) AS evidence FROM places WHERE id = ANY(\(ids))")
        return Dictionary(rows.map { ($0.id, $0.evidence) }, uniquingKeysWith: { first, _ in first })
    }

    private struct Compared: Decodable, Sendable {
        let id: Place.ID
        let evidence: PlaceEvidence
    }

    static func statement(_ ids: [Place.ID]) -> SQL {
        """
        WITH subject AS MATERIALIZED (
            SELECT id, name_key, position, commune_code, postcode, plain_text(commune) AS commune,
                plain_site(website) AS site
            FROM places WHERE id = ANY(\(ids)) AND \(isCompared)
        ), pair AS (
            SELECT DISTINCT least(subject.id, candidate.id) AS first_id, greatest(subject.id, candidate.id) AS second_id
            FROM subject CROSS JOIN LATERAL (
                (\(candidates(isNear, by: "position <-> subject.position")))
                UNION (\(candidates("website IS NOT NULL AND plain_site(website) = subject.site", by: "id")))
                UNION (\(candidates("name_key = subject.name_key", by: "id")))
                UNION (\(similar(in: "commune_code = subject.commune_code")))
                UNION (\(similar(in: "postcode = subject.postcode")))
                UNION (\(similar(in: "plain_text(commune) = subject.commune")))
            ) AS candidate
        ), compared AS MATERIALIZED (
            SELECT id, name_key, position, website, \(evidence) AS evidence FROM places
            WHERE id = ANY(ARRAY(SELECT first_id FROM pair UNION SELECT second_id FROM pair))
        )
        SELECT first_id, second_id, first.evidence AS first, second.evidence AS second,
            similarity(first.name_key, second.name_key)::double precision AS similarity,
            ST_Distance(first.position, second.position) AS metres,
            EXISTS (SELECT FROM place_sources AS mine JOIN place_sources AS theirs USING (source)
                WHERE mine.place_id = first_id AND theirs.place_id = second_id) AS share_source,
            CASE WHEN plain_site(first.website) = plain_site(second.website) THEN (
                SELECT count(*) > \(mostOfOneSite) FROM (
                    SELECT FROM places WHERE website IS NOT NULL AND plain_site(website) = plain_site(first.website)
                    LIMIT \(mostOfOneSite + 1)) AS others)
                ELSE false END AS site_is_common
        FROM pair JOIN compared AS first ON first.id = first_id JOIN compared AS second ON second.id = second_id
        """
    }

    /// A place with its twin, and the same once more by mistake, still has a site of its own.
    private static let mostOfOneSite = 4
    private static let mostEach = 30
    private static let mostOfOneTown = 1_000

    private static func candidates(_ condition: SQL, by order: SQL) -> SQL {
        """
        SELECT id FROM places
        WHERE \(condition) AND id <> subject.id AND \(isCompared) ORDER BY \(order) LIMIT \(mostEach)
        """
    }

    /// The most like it by name in one town, of so many places as no town has: whatever is imported, a search is short.
    private static func similar(in town: SQL) -> SQL {
        """
        SELECT id FROM (SELECT id, name_key FROM places WHERE \(town) AND \(isCompared) LIMIT \(mostOfOneTown)) AS town
        WHERE id <> subject.id AND name_key % subject.name_key
        ORDER BY similarity(name_key, subject.name_key) DESC, id LIMIT \(mostEach)
        """
    }

    private static let isCompared: SQL = "merged_into IS NULL AND state <> 'closed'"
    private static let isNear: SQL = "ST_DWithin(position, subject.position, \(Resemblance.nearMetres))"

    private static let evidence: SQL = """
        jsonb_strip_nulls(jsonb_build_object('name', plain_text(name), 'street', plain_text(street),
            'postcode', postcode, 'commune', plain_text(commune), 'commune_code', commune_code,
            'site', plain_site(website), 'latitude', ST_Y(position::geometry), 'longitude', ST_X(position::geometry)))
        """
}
