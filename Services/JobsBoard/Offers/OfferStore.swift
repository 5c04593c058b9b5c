import Domain
import FoundationEssentials
import KnownPlaces
import Postgres
import ServiceKit

/// All SQL of offers.
enum OfferStore {
    private static let columns: SQL = """
        offers.id, offers.version, title, kind, description, offers.state, organisation, offers.place_id, closes_on,
        url, created_at, updated_at, published_at
        """

    static func insert(_ offer: Offer, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO offers (id, version, title, kind, description, state, organisation, place_id, closes_on, url,
                created_at, updated_at, published_at)
            VALUES (\(offer.id), \(offer.version), \(offer.title), \(offer.kind), \(offer.description),
                \(offer.state), \(offer.organisation), \(offer.placeId), \(offer.closesOn), \(offer.url),
                \(offer.createdAt), \(offer.updatedAt), \(offer.publishedAt))
            """)
    }

    static func update(_ offer: Offer, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE offers SET version = \(offer.version), title = \(offer.title), kind = \(offer.kind),
                description = \(offer.description), state = \(offer.state), organisation = \(offer.organisation),
                place_id = \(offer.placeId), closes_on = \(offer.closesOn), url = \(offer.url),
                updated_at = \(offer.updatedAt), published_at = \(offer.publishedAt)
            WHERE id = \(offer.id)
            """)
    }

    /// The offer, locked until the transaction ends, so that its versions rise in the order of commits.
    static func lock(_ id: Offer.ID, in transaction: Transaction) async throws -> Offer {
        let offer = try await transaction.first(
            "SELECT \(columns) FROM offers WHERE id = \(id) FOR UPDATE", as: Offer.self)
        guard let offer else { throw Problem.notFound }
        return offer
    }

    static func get(_ id: Offer.ID, on runner: some QueryRunner) async throws -> Offer? {
        try await runner.first("SELECT \(columns) FROM offers WHERE id = \(id)", as: Offer.self)
    }

    /// Those that were told: a draft is not, and none becomes one again.
    static func exported(
        after id: Offer.ID?, limit: Int, on runner: some QueryRunner
    ) async throws -> [Exported<Offer>] {
        let after: SQL = id.map { "AND id > \($0)" } ?? ""
        let offers = try await runner.all(
            "SELECT \(columns) FROM offers WHERE state <> 'draft' \(after) ORDER BY id LIMIT \(limit)", as: Offer.self)
        return offers.map { Exported($0, changedAt: $0.updatedAt) }
    }

    /// Offers that match, the newest first, one more than a page so that the caller knows whether there is a next one.
    /// `places` are the identifiers under which the asked place may stand.
    static func find(
        _ query: FindOffers, at places: [Place.ID]?, zone: ServedTimeZone, after cursor: Cursor?,
        on runner: some QueryRunner
    ) async throws -> [Offer] {
        let after: SQL = cursor.map { "AND (created_at, offers.id) < (\($0.created), \($0.id))" } ?? ""
        return try await runner.all(
            """
            SELECT \(columns) \(matching(query, at: places, zone: zone)) \(after)
            ORDER BY created_at DESC, offers.id DESC LIMIT \(query.page.limit + 1)
            """)
    }

    static func count(
        _ query: FindOffers, at places: [Place.ID]?, zone: ServedTimeZone, on runner: some QueryRunner
    ) async throws -> Int {
        try await runner.one(
            """
            SELECT count(*)
            FROM (
                SELECT \(matching(query, at: places, zone: zone)) LIMIT \(Page<OfferListing>.exactTotal + 1)) AS matching
            """, as: Int.self)
    }

    /// Where a page ended.
    struct Cursor: Codable, Sendable {
        let created: Date
        let id: Offer.ID
    }

    private static func matching(_ query: FindOffers, at places: [Place.ID]?, zone: ServedTimeZone) -> SQL {
        var conditions: [SQL] = [query.state.map { "offers.state = \($0)" } ?? "offers.state <> 'draft'"]
        if let text = query.text { conditions.append("search @@ \(SearchText.query(text))") }
        if let places { conditions.append(KnownPlaces.isAt(places, column: "offers.place_id")) }
        conditions.append(
            query.placeState.map { KnownPlaces.isAt($0, column: "offers.place_id") }
                ?? KnownPlaces.isShown(column: "offers.place_id"))
        if let kind = query.kind { conditions.append("kind = \(kind)") }
        if query.open == true {
            conditions.append(
                """
                offers.state = 'published'
                AND (closes_on IS NULL OR closes_on >= (clock_timestamp() AT TIME ZONE \(zone))::date)
                """)
        }
        if let since = query.endedSince {
            conditions.append(
                """
                (offers.state = 'closed' AND updated_at >= \(since) OR offers.state = 'published'
                    AND closes_on >= (\(since)::timestamptz AT TIME ZONE \(zone))::date
                    AND closes_on < (clock_timestamp() AT TIME ZONE \(zone))::date)
                """)
        }
        if let departement = query.departement { conditions.append("place.departement_code = \(departement)") }
        if let region = query.region { conditions.append("place.region_code = \(region)") }
        let territory: SQL =
            query.departement == nil && query.region == nil ? "" : KnownPlaces.joinShown(column: "offers.place_id")
        return "FROM offers \(territory) WHERE \(SQL.joined(conditions, separator: " AND "))"
    }
}
