import Domain
import Postgres

/// What is asked for, as SQL: what must be true of a place, and in which order places come.
struct PlaceSearch {
    /// Where a page ended. By name or by distance: a search has one order, and a cursor of the other is not its own.
    struct Cursor: Codable, Sendable {
        var name: String?
        /// In metres.
        var distance: Double?
        let id: Place.ID
    }

    let condition: SQL
    /// The same for each place met on a walk in order. The planner takes a radius, and a query that it can not see, for
    /// rare things and would rather gather than walk; of a distance, and of a query that it sees, it does not.
    let walkedCondition: SQL
    /// Metres from the point that was asked for, on a sphere: the order in which the index yields places. Whether a
    /// place is within the radius is decided on the ellipsoid.
    let distance: SQL?

    init(_ query: FindPlaces) throws {
        var conditions: [SQL] = ["merged_into IS NULL"]
        var gathering: [SQL] = []
        var walking: [SQL] = []
        if let text = query.text, !text.allSatisfy(\.isWhitespace) {
            let words = try Self.words(text)
            gathering.append("search @@ (SELECT search_query(\(words)))")
            walking.append("search @@ search_query(\(words))")
        }
        if let kind = query.kind { conditions.append("kinds @> ARRAY[\(kind)]::text[]") }
        if let region = query.region { conditions.append("region_code = \(region)") }
        if let departement = query.departement { conditions.append("departement_code = \(departement)") }
        if let territory = query.territory { conditions.append("territory_keys @> ARRAY[\(territory)]::text[]") }
        if let qpv = query.qpv {
            conditions.append(qpv ? "territory_keys @> '{qpv}'" : "NOT territory_keys @> '{qpv}'")
        }
        if let near = query.near {
            let point: SQL = "ST_Point(\(near.longitude), \(near.latitude), 4326)::geography"
            conditions.append("position IS NOT NULL")
            if let radius = query.radiusKm {
                guard radius.isFinite, radius > 0 else {
                    throw Problem("radius-not-valid", status: 400, field: "radius_km")
                }
                gathering.append("ST_DWithin(position, \(point), \(radius * 1000))")
                walking.append("ST_Distance(position, \(point)) <= \(radius * 1000)")
            }
            self.distance = "position <-> \(point)"
        } else {
            self.distance = nil
        }
        self.condition = SQL.joined(conditions + gathering, separator: " AND ")
        self.walkedCondition = SQL.joined(conditions + walking, separator: " AND ")
    }

    /// What only places behind the cursor fulfil.
    func after(_ cursor: Cursor) throws(Problem) -> SQL {
        switch (distance, cursor.name, cursor.distance) {
        case (nil, let name?, nil) where !name.utf8.contains(0):
            "(name_key, id) > (\(name), \(cursor.id)::uuid)"
        case (let distance?, nil, let metres?):
            "(\(distance), id) > (\(metres)::double precision, \(cursor.id)::uuid)"
        default: throw Problem("cursor-not-valid", status: 400, field: "cursor")
        }
    }

    static func words(_ text: String) throws(InvalidValue) -> OneLine {
        do {
            return try OneLine(text)
        } catch {
            throw InvalidValue(error.rule, field: "q")
        }
    }
}
