import Domain
import FoundationEssentials
import Postgres

/// Which territories places lie in.
///
/// The planner takes any number of places for a hundred, and would read the lists whole to join them. Subqueries make it
/// look up, place by place, what each needs.
extension TerritoryStore {
    /// Until the transaction ends, an import of territories waits before it looks at places: one that was written while
    /// it ran is either seen by it, or was found by what it imported.
    static func holdStill(in transaction: Transaction) async throws {
        _ = try await transaction.execute("SELECT pg_advisory_xact_lock_shared(\(lock), 0)")
    }

    /// Waits for everybody who holds territories still. Who comes after sees what was committed before.
    static func waitForPlaces(in transaction: Transaction) async throws {
        _ = try await transaction.execute("SELECT pg_advisory_xact_lock(\(lock), 0)")
    }

    /// Any number that no other lock of this database has: "terr" in ASCII.
    private static let lock: SQL = "1952805490"

    /// What territories are found by, as one parameter. The position as coordinates: geography and geometry agree on
    /// points.
    private static func given(_ places: [Place]) -> SQL {
        let rows = places.map { place in
            Given(
                id: place.id, postcode: place.address.postcode, commune: place.address.commune,
                communeCode: place.address.communeCode, departementCode: place.address.departementCode,
                regionCode: place.address.regionCode, latitude: place.position?.latitude,
                longitude: place.position?.longitude)
        }
        return """
            (SELECT id, postcode, commune, commune_code, departement_code, region_code,
                ST_Point(longitude, latitude, 4326) AS point
            FROM jsonb_to_recordset(\(json: rows)::jsonb) AS record (
                id uuid, postcode text, commune text, commune_code text, departement_code text, region_code text,
                latitude double precision, longitude double precision))
            """
    }

    private struct Given: Encodable {
        let id: Place.ID
        let postcode: Postcode?
        let commune: OneLine?
        let communeCode: CommuneCode?
        let departementCode: DepartementCode?
        let regionCode: RegionCode?
        let latitude: Double?
        let longitude: Double?
    }

    /// The communes that the postcodes and names of places stand for, of those for which only one comes into question.
    static func communes(of places: [Place], in transaction: Transaction) async throws -> [Place.ID: CommuneCode] {
        struct Row: Decodable, Sendable {
            let id: Place.ID
            let code: CommuneCode
        }
        guard !places.isEmpty else { return [:] }
        let rows = try await transaction.all(
            """
            SELECT given.id, min(named.code) AS code
            FROM \(given(places)) AS given
            JOIN LATERAL (
                SELECT coalesce(
                    (SELECT whole.commune_code FROM commune_parts AS whole WHERE whole.code = posted.commune_code),
                    posted.commune_code) AS code
                FROM commune_postcodes AS posted
                WHERE posted.postcode = given.postcode AND posted.name_key = commune_key(given.commune)
                OFFSET 0) AS named ON true
            GROUP BY given.id
            HAVING count(DISTINCT named.code) = 1
            """, as: Row.self)
        return Dictionary(rows.map { ($0.id, $0.code) }, uniquingKeysWith: { first, _ in first })
    }

    /// By code: commune, through it the EPCI, département and region. By outline: priority districts, of every vintage,
    /// whatever the commune; département and region where the address names none. A border belongs to both sides; to
    /// lie in one département, the first code counts.
    static func territories(of places: [Place], in transaction: Transaction) async throws -> [Place.ID: [Territory]] {
        struct Row: Decodable, Sendable {
            let id: Place.ID
            let kind: Territory.Kind
            let code: String
            let name: OneLine
            let vintage: Int?
        }
        let rows = try await transaction.all(
            """
            WITH given AS \(given(places)),
            coded AS (
                SELECT given.id, given.point, given.commune_code AS said,
                    coalesce((SELECT commune_code FROM commune_parts WHERE code = given.commune_code),
                        given.commune_code) AS commune,
                    coalesce(given.departement_code, lying.code) AS departement,
                    coalesce(given.region_code, lying.region_code) AS region
                FROM given
                LEFT JOIN LATERAL (
                    SELECT code, region_code FROM territories
                    WHERE given.departement_code IS NULL AND kind = 'departement' AND ST_Covers(outline, given.point)
                        AND (given.region_code IS NULL OR given.region_code = region_code)
                    ORDER BY code LIMIT 1) AS lying ON true
            ),
            found AS (
                SELECT coded.id, 'region' AS kind, coalesce(coded.region, (
                    SELECT code FROM territories
                    WHERE coded.departement IS NULL AND kind = 'region' AND ST_Covers(outline, coded.point)
                    ORDER BY code LIMIT 1)) AS code, 0 AS vintage
                FROM coded
                UNION ALL SELECT id, 'departement', departement, 0 FROM coded
                UNION ALL SELECT id, 'commune', commune, 0 FROM coded
                UNION ALL
                SELECT id, 'epci', coalesce(
                    (SELECT epci_code FROM epci_communes WHERE commune_code = coded.commune),
                    (SELECT epci_code FROM epci_communes WHERE commune_code = coded.said)), 0
                FROM coded
                UNION ALL
                SELECT coded.id, 'qpv', district.code, district.vintage
                FROM coded
                JOIN territories AS district ON district.kind = 'qpv' AND ST_Covers(district.outline, coded.point)
            )
            SELECT id, kind, code, name, nullif(vintage, 0) AS vintage
            FROM found JOIN LATERAL (
                SELECT name FROM territories
                WHERE kind = found.kind AND code = found.code AND vintage = found.vintage OFFSET 0) AS known ON true
            """, as: Row.self)
        return Dictionary(grouping: rows, by: \.id).mapValues { rows in
            rows.map { Territory(kind: $0.kind, code: $0.code, name: $0.name, vintage: $0.vintage) }
        }
    }
}
