import Domain
import Postgres
import TestSupport
import Testing

/// What a service keeps of other services' facts, compared with their owners' own rows: one hash over all rows in the
/// order of their identifiers, on either side.
struct Projections {
    let system: TestSystem

    /// Waits until each consumer keeps exactly what the owners have.
    func becomeEqual(for consumers: [ServiceName], within duration: Duration = .seconds(30)) async throws {
        for pair in Self.pairs where consumers.contains(pair.consumer) {
            try await eventually(
                "\(pair.consumer.rawValue) keeps \(pair.noun) as \(pair.owner.rawValue) has them", within: duration
            ) {
                let kept = try await system.one(pair.keptHash, in: pair.consumer, as: String.self)
                return try await kept == system.one(pair.ownedHash, in: pair.owner)
            }
        }
    }

    /// The hashes of all that a consumer keeps.
    func hashes(of consumer: ServiceName) async throws -> [String] {
        var hashes: [String] = []
        for pair in Self.pairs where pair.consumer == consumer {
            hashes.append("\(pair.noun): \(try await system.one(pair.keptHash, in: consumer, as: String.self))")
        }
        return hashes
    }

    /// The same rows in the words of the one who keeps them and of the one who owns them. The first column is `id`.
    private struct Pair: Sendable {
        let consumer: ServiceName
        let noun: String
        let kept: SQL
        let owner: ServiceName
        let owned: SQL

        var keptHash: SQL { Self.hash(of: kept) }
        var ownedHash: SQL { Self.hash(of: owned) }

        private static func hash(of rows: SQL) -> SQL {
            """
            SELECT count(*) || ' rows, ' || md5(coalesce(string_agg(row::text, ';' ORDER BY id), ''))
            FROM (\(rows)) AS row
            """
        }
    }

    private static let pairs =
        [ServiceName.events, .jobsBoard, .notifications].map {
            Pair(
                consumer: $0, noun: "places",
                kept: """
                    SELECT place_id AS id, version, name, state, street, postcode, commune, commune_code,
                        departement_code, region_code, latitude, longitude, merged_into
                    FROM known_places
                    """,
                owner: .directory,
                owned: """
                    SELECT id, version, name, state, street, postcode, commune, commune_code, departement_code,
                        region_code, ST_Y(position::geometry), ST_X(position::geometry), merged_into
                    FROM places
                    """)
        } + items + told

    /// All of an item but when it last changed, which decides only in which edition it is.
    private static let items = [
        Pair(
            consumer: .newsletter, noun: "places",
            kept: """
                SELECT id, version, state, title, location, merged_into, published_at FROM items WHERE kind = 'place'
                """,
            owner: .directory,
            owned: "SELECT id, version, state, name, commune, merged_into, created_at FROM places"),
        Pair(
            consumer: .newsletter, noun: "events",
            kept: """
                SELECT id, version, state, title, starts_at, ends_at, timezone, location, place_id, published_at
                FROM items WHERE kind = 'event'
                """,
            owner: .events,
            owned: """
                SELECT id, version, state, title, starts_at, ends_at, timezone, location, place_id, published_at
                FROM events WHERE state <> 'draft'
                """),
        Pair(
            consumer: .newsletter, noun: "offers",
            kept: """
                SELECT id, version, state, title, closes_on, organisation, place_id, published_at
                FROM items WHERE kind = 'offer'
                """,
            owner: .jobsBoard,
            owned: """
                SELECT id, version, state, title, closes_on, organisation, place_id, published_at
                FROM offers WHERE state <> 'draft'
                """),
    ]

    private static let told = [
        told(of: "places", owner: .directory, owned: "SELECT id, version, state, name FROM places"),
        told(
            of: "events", owner: .events, owned: "SELECT id, version, state, title FROM events WHERE state <> 'draft'"),
        told(
            of: "offers", owner: .jobsBoard,
            owned: "SELECT id, version, state, title FROM offers WHERE state <> 'draft'"),
    ]

    /// Without the place that is told with an item, as it was when the item was told.
    private static func told(of noun: String, owner: ServiceName, owned: SQL) -> Pair {
        Pair(
            consumer: .notifications, noun: "told \(noun)",
            kept: """
                SELECT item_id AS id, (data ->> 'version')::bigint, data ->> 'state', data ->> 'title'
                FROM told WHERE data ->> 'url' LIKE \("%/\(noun)/%")
                """,
            owner: owner, owned: owned)
    }
}
