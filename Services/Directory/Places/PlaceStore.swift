import Domain
import FoundationEssentials
import Postgres

/// All SQL of places.
enum PlaceStore {
    private static let columns: SQL = """
        id, version, name, state, kinds, description, street, postcode, commune, commune_code, departement_code,
        region_code, ST_Y(position::geometry) AS latitude, ST_X(position::geometry) AS longitude, website,
        confirmed_on, created_at, updated_at, territories
        """

    /// Places as one parameter, for statements that take any number of them.
    private static func records(_ places: [Place]) throws -> SQL {
        """
        (SELECT id, version, name, state, kinds, description, address ->> 'street' AS street,
            address ->> 'postcode' AS postcode, address ->> 'commune' AS commune,
            address ->> 'commune_code' AS commune_code, address ->> 'departement_code' AS departement_code,
            address ->> 'region_code' AS region_code,
            ST_Point((record.position ->> 'longitude')::double precision,
                (record.position ->> 'latitude')::double precision, 4326)::geography AS position,
            website, confirmed_on, created_at, updated_at, territories
        FROM jsonb_to_recordset(\(String(decoding: try JSON.encode(places), as: UTF8.self))::jsonb) AS record (
            id uuid, version bigint, name text, state text, kinds text[], description text, address jsonb,
            position jsonb, website text, confirmed_on date, created_at timestamptz, updated_at timestamptz,
            territories jsonb))
        """
    }

    static func insert(_ places: [Place], in transaction: Transaction) async throws {
        guard !places.isEmpty else { return }
        _ = try await transaction.execute(
            """
            INSERT INTO places (id, version, name, state, kinds, description, street, postcode, commune,
                commune_code, departement_code, region_code, position, website, confirmed_on, created_at, updated_at,
                territories)
            SELECT * FROM \(records(places)) AS new
            """)
    }

    static func update(_ places: [Place], in transaction: Transaction) async throws {
        guard !places.isEmpty else { return }
        _ = try await transaction.execute(
            """
            UPDATE places SET version = new.version, name = new.name, state = new.state, kinds = new.kinds,
                description = new.description, street = new.street, postcode = new.postcode, commune = new.commune,
                commune_code = new.commune_code, departement_code = new.departement_code,
                region_code = new.region_code, position = new.position, website = new.website,
                confirmed_on = new.confirmed_on, updated_at = new.updated_at, territories = new.territories
            FROM \(records(places)) AS new
            WHERE places.id = new.id
            """)
    }

    /// The place, locked until the transaction ends, so that its versions rise in the order of commits.
    static func lock(_ id: Place.ID, in transaction: Transaction) async throws -> Place {
        guard let place = try await lock([id], in: transaction)[id] else { throw Problem.notFound }
        return place
    }

    /// Always locked in the same order, so that two who lock several do not wait for each other.
    static func lock(_ ids: [Place.ID], in transaction: Transaction) async throws -> [Place.ID: Place] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await transaction.all(
            "SELECT \(columns) FROM places WHERE id = ANY(\(ids)) ORDER BY id FOR UPDATE", as: Row.self)
        return Dictionary(rows.map { ($0.id, $0.place) }, uniquingKeysWith: { first, _ in first })
    }

    /// Identifiers in order, page by page.
    static func ids(after id: Place.ID?, limit: Int, in transaction: Transaction) async throws -> [Place.ID] {
        let after: SQL = id.map { "WHERE id > \($0)" } ?? ""
        return try await transaction.all("SELECT id FROM places \(after) ORDER BY id LIMIT \(limit)")
    }

    static func get(_ id: Place.ID, on runner: some QueryRunner) async throws -> Place? {
        try await runner.first("SELECT \(columns) FROM places WHERE id = \(id)", as: Row.self)?.place
    }

    static func exported(
        after id: Place.ID?, limit: Int, on runner: some QueryRunner
    ) async throws -> [Exported<Place>] {
        let after: SQL = id.map { "WHERE id > \($0)" } ?? ""
        let rows = try await runner.all(
            "SELECT \(columns) FROM places \(after) ORDER BY id LIMIT \(limit)", as: Row.self)
        return rows.map { Exported($0.place, changedAt: $0.updatedAt) }
    }

    /// Places that match, each with the cursor of a page that ends with it. `counted` is how many there are, as far as
    /// they were counted.
    static func find(
        _ search: PlaceSearch, of counted: Int, after cursor: PlaceSearch.Cursor?, limit: Int,
        on runner: some QueryRunner
    ) async throws -> [(place: Place, cursor: PlaceSearch.Cursor)] {
        let statement = try statement(search, of: counted, after: cursor, limit: limit)
        let rows = try await runner.all(statement, as: Found.self)
        return rows.map { found in
            (found.row.place, PlaceSearch.Cursor(name: found.nameKey, distance: found.distance, id: found.row.id))
        }
    }

    /// Few places are gathered by their conditions and then put in order; many are met soon by walking in order. The
    /// planner can not tell one from the other, for it does not know how rare the beginning of a word is.
    static func statement(
        _ search: PlaceSearch, of counted: Int, after cursor: PlaceSearch.Cursor?, limit: Int
    ) throws(Problem) -> SQL {
        let matching: SQL =
            counted <= few
            ? "id = ANY (ARRAY(SELECT id FROM places WHERE \(search.condition)))" : search.walkedCondition
        let after: SQL = if let cursor { "AND \(try search.after(cursor))" } else { "" }
        guard let distance = search.distance else {
            return """
                SELECT \(columns), name_key, NULL AS distance FROM places WHERE \(matching) \(after)
                ORDER BY name_key, id LIMIT \(limit)
                """
        }
        // The index yields places by distance alone, so those as far as the last are all taken and then put in order.
        return """
            SELECT \(columns), NULL AS name_key, distance
            FROM (SELECT places.*, \(distance) AS distance FROM places WHERE \(matching) \(after)
                ORDER BY \(distance) FETCH FIRST (\(limit)) ROWS WITH TIES) AS nearest
            ORDER BY distance, id LIMIT \(limit)
            """
    }

    /// So many places are put in order in less than a millisecond.
    private static let few = 1_000

    static func count(_ search: PlaceSearch, atMost bound: Int, on runner: some QueryRunner) async throws -> Int {
        try await runner.one(
            "SELECT count(*) FROM (SELECT FROM places WHERE \(search.condition) LIMIT \(bound)) AS matching",
            as: Int.self)
    }

    /// A place with its position in the order of a search.
    private struct Found: Decodable, Sendable {
        let row: Row
        /// Only where places come by name.
        let nameKey: String?
        /// Only where places come by distance, in metres.
        let distance: Double?

        private enum CodingKeys: String, CodingKey {
            case nameKey, distance
        }

        init(from decoder: any Decoder) throws {
            row = try Row(from: decoder)
            let keys = try decoder.container(keyedBy: CodingKeys.self)
            nameKey = try keys.decodeIfPresent(String.self, forKey: .nameKey)
            distance = try keys.decodeIfPresent(Double.self, forKey: .distance)
        }
    }

    private struct Row: Decodable, Sendable {
        let id: Place.ID
        let version: Int
        let name: OneLine
        let state: Place.State
        let kinds: [Place.Kind]
        let description: Markdown?
        let street: OneLine?
        let postcode: Postcode?
        let commune: OneLine?
        let communeCode: CommuneCode?
        let departementCode: DepartementCode?
        let regionCode: RegionCode?
        let latitude: Double?
        let longitude: Double?
        let website: WebAddress?
        let confirmedOn: CalendarDay?
        let createdAt: Date
        let updatedAt: Date
        let territories: [Territory]

        var place: Place {
            Place(
                id: id, version: version, name: name, state: state, kinds: kinds, description: description,
                address: Address(
                    street: street, postcode: postcode, commune: commune, communeCode: communeCode,
                    departementCode: departementCode, regionCode: regionCode),
                position: latitude.flatMap { latitude in
                    longitude.flatMap { try? Coordinates(latitude: latitude, longitude: $0) }
                },
                territories: territories, website: website, confirmedOn: confirmedOn, createdAt: createdAt,
                updatedAt: updatedAt)
        }
    }
}
