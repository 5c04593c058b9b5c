import Domain
import Postgres

/// What an import of territories writes. Each statement takes any number of rows, and leaves those alone that say
/// nothing new.
extension TerritoryStore {
    /// What a statement did with the rows that it was given.
    struct Written: Decodable, Sendable {
        let given: Int
        let imported: Int
        let changed: Int
    }

    /// An outline as the database has mended it.
    struct Mended: Decodable, Sendable {
        /// Its number among those that were given.
        let number: Int
        /// Nil when nothing of it is an area.
        let outline: String?
        /// What was wrong with it.
        let reason: String?
    }

    /// What outlines, of which files tell only code and name, may belong to.
    struct Known: Decodable, Hashable, Sendable {
        let kind: Territory.Kind
        let code: String
        let name: String
    }

    static func write(_ named: [TerritoryData.Named], in transaction: Transaction) async throws -> Written {
        try await transaction.one(
            """
            WITH given AS (
                SELECT kind, code, name, nullif(region, '') AS region_code
                FROM unnest(\(named.map(\.kind))::text[], \(named.map(\.code))::text[], \(named.map(\.name))::text[],
                    \(named.map { $0.region?.text ?? "" })::text[]) AS row (kind, code, name, region)),
            written AS (
                INSERT INTO territories (kind, code, name, region_code) SELECT * FROM given
                ON CONFLICT (kind, code, vintage) DO UPDATE SET name = excluded.name, region_code = excluded.region_code
                WHERE (territories.name, territories.region_code) IS DISTINCT FROM (excluded.name, excluded.region_code)
                RETURNING xmax = 0 AS is_new)
            \(counts)
            """)
    }

    /// A commune that is part of another now is none any more; one that became independent again is no part.
    static func write(
        _ parts: [TerritoryData.Part], besides communes: [String], in transaction: Transaction
    ) async throws -> Written {
        _ = try await transaction.execute("DELETE FROM commune_parts WHERE code = ANY(\(communes))")
        let written: Written = try await transaction.one(
            """
            WITH given AS (
                SELECT code, commune FROM unnest(\(parts.map(\.code))::text[], \(parts.map(\.commune))::text[])
                    AS row (code, commune)),
            written AS (
                INSERT INTO commune_parts (code, commune_code) SELECT * FROM given
                ON CONFLICT (code) DO UPDATE SET commune_code = excluded.commune_code
                WHERE commune_parts.commune_code <> excluded.commune_code
                RETURNING xmax = 0 AS is_new)
            \(counts)
            """)
        _ = try await transaction.execute(
            "DELETE FROM territories USING commune_parts AS part WHERE kind = 'commune' AND territories.code = part.code"
        )
        return written
    }

    /// The members of these intercommunalities are those given and no others. One that has none left is gone.
    static func write(
        _ members: [TerritoryData.Member], of groups: [String], in transaction: Transaction
    ) async throws -> Written {
        let written: Written = try await transaction.one(
            """
            WITH given AS (
                SELECT commune, epci FROM unnest(\(members.map(\.commune))::text[], \(members.map(\.epci))::text[])
                    AS row (commune, epci)),
            gone AS (
                DELETE FROM epci_communes
                WHERE epci_code = ANY(\(groups)) AND commune_code NOT IN (SELECT commune FROM given)
                RETURNING false AS is_new),
            kept AS (
                INSERT INTO epci_communes (commune_code, epci_code) SELECT * FROM given
                ON CONFLICT (commune_code) DO UPDATE SET epci_code = excluded.epci_code
                WHERE epci_communes.epci_code <> excluded.epci_code
                RETURNING xmax = 0 AS is_new),
            written AS (SELECT is_new FROM kept UNION ALL SELECT is_new FROM gone)
            \(counts)
            """)
        _ = try await transaction.execute(
            """
            DELETE FROM territories WHERE kind = 'epci' AND code NOT IN (SELECT epci_code FROM epci_communes)
                AND code <> ALL(\(groups))
            """)
        return written
    }

    /// The names and postcodes of these communes are those given and no others.
    static func write(_ posts: [TerritoryData.Post], in transaction: Transaction) async throws -> Written {
        try await transaction.one(
            """
            WITH given AS (
                SELECT DISTINCT postcode, commune_key(name) AS name_key, commune
                FROM unnest(\(posts.map(\.postcode))::text[], \(posts.map(\.name))::text[],
                    \(posts.map(\.commune))::text[]) AS row (postcode, name, commune)),
            gone AS (
                DELETE FROM commune_postcodes AS old
                WHERE commune_code IN (SELECT commune FROM given) AND NOT EXISTS (
                    SELECT FROM given WHERE given.postcode = old.postcode AND given.name_key = old.name_key
                        AND given.commune = old.commune_code)
                RETURNING false AS is_new),
            kept AS (
                INSERT INTO commune_postcodes (postcode, name_key, commune_code) SELECT * FROM given
                ON CONFLICT DO NOTHING RETURNING true AS is_new),
            written AS (SELECT is_new FROM kept UNION ALL SELECT is_new FROM gone)
            \(counts)
            """)
    }

    /// Outlines of territories that are known, and priority districts, which their outline makes.
    static func write(
        _ drawn: [(territory: TerritoryData.Drawn, outline: String)], _ kind: Territory.Kind,
        in transaction: Transaction
    ) async throws -> Written {
        let given: SQL = """
            WITH given AS (
                SELECT \(kind)::text AS kind, code, vintage, name, outline::geometry
                FROM unnest(\(drawn.map(\.territory.code))::text[], \(drawn.map(\.territory.vintage))::integer[],
                    \(drawn.map(\.territory.name))::text[], \(drawn.map(\.outline))::text[])
                    AS row (code, vintage, name, outline)),
            """
        if kind == .qpv {
            return try await transaction.one(
                """
                \(given) written AS (
                    INSERT INTO territories (kind, code, vintage, name, outline) SELECT * FROM given
                    ON CONFLICT (kind, code, vintage) DO UPDATE SET name = excluded.name, outline = excluded.outline
                    WHERE (territories.name, territories.outline) IS DISTINCT FROM (excluded.name, excluded.outline)
                    RETURNING xmax = 0 AS is_new)
                \(counts)
                """)
        }
        return try await transaction.one(
            """
            \(given) before AS (
                SELECT code, territories.outline IS NULL AS is_new
                FROM territories JOIN given USING (kind, code, vintage)
                WHERE territories.outline IS DISTINCT FROM given.outline),
            drawn AS (
                UPDATE territories SET outline = given.outline FROM given JOIN before USING (code)
                WHERE territories.kind = given.kind AND territories.code = given.code),
            written AS (SELECT is_new FROM before)
            \(counts)
            """)
    }

    /// The end of each statement above.
    private static let counts: SQL = """
        SELECT (SELECT count(*) FROM given) AS given, count(*) FILTER (WHERE is_new) AS imported,
            count(*) FILTER (WHERE NOT is_new) AS changed
        FROM written
        """

    /// Makes polygons of what crosses itself. Rings that overlap are one area: that is what who drew them meant.
    ///
    /// Rounds to the sixth decimal, a hand's breadth, without breaking what was whole; through text, so that a corner is
    /// the very number that somebody else writes there.
    static func mended(_ polygons: [[[[[Double]]]]], on runner: some QueryRunner) async throws -> [Mended] {
        let texts = polygons.map { polygons in "{\"type\":\"MultiPolygon\",\"coordinates\":\(polygons)}" }
        return try await runner.all(
            """
            SELECT number, CASE WHEN ST_IsEmpty(area) THEN NULL ELSE area::text END AS outline,
                CASE WHEN NOT ST_IsValid(raw) THEN ST_IsValidReason(raw) END AS reason
            FROM (SELECT number, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) AS raw
                FROM unnest(\(texts)::text[]) WITH ORDINALITY AS given (json, number)) AS given,
            LATERAL (SELECT CASE WHEN ST_IsValid(raw) THEN raw
                ELSE ST_MakeValid(raw, 'method=structure keepcollapsed=false') END AS valid) AS repaired,
            LATERAL (SELECT ST_Multi(ST_CollectionExtract(
                ST_ReducePrecision(ST_CollectionExtract(valid, 3), 0.000001), 3)) AS even) AS rounded,
            LATERAL (SELECT ST_SetSRID(ST_GeomFromGeoJSON(ST_AsGeoJSON(even, 6, 0)), 4326) AS area) AS exact
            ORDER BY number
            """)
    }

    /// Names as they are compared, by how they are written.
    static func plain(_ names: [String], on runner: some QueryRunner) async throws -> [String: String] {
        let plain: [String] = try await runner.all(
            """
            SELECT plain_text(name) FROM unnest(\(names)::text[]) WITH ORDINALITY AS row (name, number)
            ORDER BY number
            """)
        return Dictionary(zip(names, plain), uniquingKeysWith: { first, _ in first })
    }

    static func known(on runner: some QueryRunner) async throws -> [Known] {
        try await runner.all("SELECT kind, code, name FROM territories WHERE kind <> 'qpv'")
    }
}
