package import Domain
package import Postgres

extension KnownPlaces {
    /// A place under each identifier that it has: its own and those of the places merged into it, by whichever of them
    /// it is asked for.
    package static func identifiers(of id: Place.ID, on runner: some QueryRunner) async throws -> [Place.ID] {
        let ids: [Place.ID] = try await runner.all(
            """
            SELECT place_id FROM known_places
            WHERE shown_id = (SELECT shown_id FROM known_places WHERE place_id = \(id)) ORDER BY place_id
            """)
        return ids.isEmpty ? [id] : ids
    }

    /// Rows whose `place_id` is one of these. For the one identifier that nearly every place has, an index yields them
    /// in order.
    package static func isAt(_ ids: [Place.ID], column: SQL) -> SQL {
        ids.count == 1 ? "\(column) = \(ids[0])" : "\(column) = ANY(\(ids))"
    }

    /// Places whose shown place has closed. What happens there is not shown to everybody.
    private static let closed: SQL = """
        SELECT place_id FROM known_places WHERE state = 'closed' AND merged_into IS NULL
        UNION ALL
        SELECT own.place_id FROM known_places AS own JOIN known_places AS shown ON shown.place_id = own.merged_into
        WHERE own.merged_into IS NOT NULL AND shown.state = 'closed'
        """

    /// Rows that may be shown: at no place, or at one that has not closed.
    package static func isShown(column: SQL) -> SQL {
        "(\(column) IS NULL OR \(column) NOT IN (\(closed)))"
    }

    /// Rows at a place whose shown place is in this state.
    package static func isAt(_ state: Place.State, column: SQL) -> SQL {
        """
        \(column) IN (
            SELECT own.place_id FROM known_places AS shown JOIN known_places AS own ON own.shown_id = shown.place_id
            WHERE shown.state = \(state))
        """
    }

    /// The place where it is shown, for the filters by territory: joins `place` to the rows of a table.
    package static func joinShown(column: SQL) -> SQL {
        """
        JOIN known_places AS own ON own.place_id = \(column)
        JOIN known_places AS place ON place.place_id = own.shown_id
        """
    }
}
