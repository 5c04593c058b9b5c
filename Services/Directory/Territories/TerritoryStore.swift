import Domain
import Postgres

/// All SQL of territories: here what is asked of them.
enum TerritoryStore {
    /// Where a page ended.
    struct Cursor: Codable, Sendable {
        let name: String
        let kind: Territory.Kind
        let code: String
        let vintage: Int
    }

    private struct Row: Decodable, Sendable {
        let kind: Territory.Kind
        let code: String
        let name: OneLine
        let vintage: Int
        let nameKey: String?
        let outline: Outline?

        var territory: Territory {
            Territory(kind: kind, code: code, name: name, vintage: vintage == 0 ? nil : vintage)
        }

        var outlined: OutlinedTerritory {
            OutlinedTerritory(territory, outline: outline)
        }
    }

    /// What must be true of a territory that is asked for.
    static func condition(_ query: FindTerritories) throws(InvalidValue) -> SQL {
        var conditions: [SQL] = ["true"]
        if let text = query.text, !text.allSatisfy(\.isWhitespace) {
            let words = try PlaceSearch.words(text)
            conditions.append(
                """
                (search @@ (SELECT search_query(\(words))) OR code = upper(trim(\(words)))
                OR kind = 'commune' AND code IN (
                    SELECT coalesce(parts.commune_code, posted.commune_code) FROM commune_postcodes AS posted
                    LEFT JOIN commune_parts AS parts ON parts.code = posted.commune_code
                    WHERE posted.postcode = trim(\(words))))
                """)
        }
        if let kind = query.kind { conditions.append("kind = \(kind)") }
        return SQL.joined(conditions, separator: " AND ")
    }

    static func find(
        _ condition: SQL, after cursor: Cursor?, limit: Int, on runner: some QueryRunner
    ) async throws -> [(territory: Territory, cursor: Cursor)] {
        let after: SQL =
            cursor.map {
                """
                AND (name_key, kind, code, vintage)
                    > (\($0.name), \($0.kind)::text, \($0.code)::text, \($0.vintage)::bigint)
                """
            } ?? ""
        let rows = try await runner.all(
            """
            SELECT kind, code, name, vintage, name_key, NULL::jsonb AS outline FROM territories
            WHERE \(condition) \(after) ORDER BY name_key, kind, code, vintage LIMIT \(limit)
            """, as: Row.self)
        return rows.map { row in
            (
                row.territory,
                Cursor(name: row.nameKey ?? "", kind: row.kind, code: row.code, vintage: row.vintage)
            )
        }
    }

    static func count(_ condition: SQL, atMost bound: Int, on runner: some QueryRunner) async throws -> Int {
        try await runner.one(
            "SELECT count(*) FROM (SELECT FROM territories WHERE \(condition) LIMIT \(bound)) AS counted", as: Int.self)
    }

    static func get(_ key: TerritoryKey, vintage: Int?, on runner: some QueryRunner) async throws -> OutlinedTerritory?
    {
        let drawn = json("CASE WHEN ST_NPoints(outline) > \(mostPoints) THEN \(rough) ELSE outline END")
        return try await runner.first(
            """
            SELECT kind, code, name, vintage, NULL AS name_key, \(drawn) AS outline FROM territories
            WHERE kind = \(key.kind) AND code = \(key.code) AND vintage = coalesce(\(vintage)::bigint, vintage)
            ORDER BY vintage DESC LIMIT 1
            """, as: Row.self)?.outlined
    }

    static func outlines(of kind: Territory.Kind, on runner: some QueryRunner) async throws -> [OutlinedTerritory] {
        try await runner.all(
            """
            SELECT kind, code, name, vintage, NULL AS name_key, \(json(rough)) AS outline FROM territories
            WHERE kind = \(kind) AND outline IS NOT NULL ORDER BY code, vintage
            """, as: Row.self
        ).map(\.outlined)
    }

    /// More would not fit into one message.
    private static let mostPoints = 20_000

    /// Without what nobody sees on a map of the country, about a kilometre: small islands are gone, and one that the
    /// coast then swallows is part of it. A territory that is all small stays as it is.
    private static let rough: SQL = """
        ST_Multi(coalesce(ST_ReducePrecision(ST_CollectionExtract(ST_MakeValid(
            ST_Simplify(outline, 0.01), 'method=structure keepcollapsed=false'), 3), 0.000001), outline))
        """

    /// As RFC 7946 wants it: outer rings turn left, longitude first, no reference system named.
    private static func json(_ outline: SQL) -> SQL {
        "ST_AsGeoJSON(ST_ForcePolygonCCW(\(outline)), 6, 0)::jsonb"
    }
}
