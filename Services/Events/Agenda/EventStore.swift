import Domain
import FoundationEssentials
import KnownPlaces
import Postgres
import ServiceKit

/// All SQL of events.
enum EventStore {
    private static let columns: SQL = """
        events.id, events.version, sequence, title, description, events.state, starts_at, ends_at, timezone,
        events.place_id, location, online_url, url, created_at, updated_at, published_at
        """

    static func insert(_ event: Event, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO events (id, version, sequence, title, description, state, starts_at, ends_at, timezone,
                place_id, location, online_url, url, created_at, updated_at, published_at, over_at)
            VALUES (\(event.id), \(event.version), \(event.sequence), \(event.title), \(event.description),
                \(event.state), \(event.startsAt), \(event.endsAt), \(event.timezone), \(event.placeId),
                \(event.location), \(event.onlineUrl), \(event.url), \(event.createdAt), \(event.updatedAt),
                \(event.publishedAt), \(event.isOverAt))
            """)
    }

    static func update(_ event: Event, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE events SET version = \(event.version), sequence = \(event.sequence), title = \(event.title),
                description = \(event.description), state = \(event.state), starts_at = \(event.startsAt),
                ends_at = \(event.endsAt), timezone = \(event.timezone), place_id = \(event.placeId),
                location = \(event.location), online_url = \(event.onlineUrl), url = \(event.url),
                updated_at = \(event.updatedAt), published_at = \(event.publishedAt), over_at = \(event.isOverAt)
            WHERE id = \(event.id)
            """)
    }

    /// The event, locked until the transaction ends, so that its versions rise in the order of commits.
    static func lock(_ id: Event.ID, in transaction: Transaction) async throws -> Event {
        let event = try await transaction.first(
            "SELECT \(columns) FROM events WHERE id = \(id) FOR UPDATE", as: Event.self)
        guard let event else { throw Problem.notFound }
        return event
    }

    static func get(_ id: Event.ID, on runner: some QueryRunner) async throws -> Event? {
        try await runner.first("SELECT \(columns) FROM events WHERE id = \(id)", as: Event.self)
    }

    /// Those that were told: a draft is not, and none becomes one again.
    static func exported(
        after id: Event.ID?, limit: Int, on runner: some QueryRunner
    ) async throws -> [Exported<Event>] {
        let after: SQL = id.map { "AND id > \($0)" } ?? ""
        let events = try await runner.all(
            "SELECT \(columns) FROM events WHERE state <> 'draft' \(after) ORDER BY id LIMIT \(limit)", as: Event.self)
        return events.map { Exported($0, changedAt: $0.updatedAt) }
    }

    /// Events that match, by start, one more than a page so that the caller knows whether there is a next one.
    /// `places` are the identifiers under which the asked place may stand.
    static func find(
        _ query: FindEvents, at places: [Place.ID]?, after cursor: Cursor?, on runner: some QueryRunner
    ) async throws -> [Event] {
        let after: SQL = cursor.map { "AND (starts_at, events.id) > (\($0.start), \($0.id))" } ?? ""
        return try await runner.all(
            """
            SELECT \(columns) \(matching(query, at: places)) \(after)
            ORDER BY starts_at, events.id LIMIT \(query.page.limit + 1)
            """)
    }

    static func count(
        _ query: FindEvents, at places: [Place.ID]?, on runner: some QueryRunner
    ) async throws -> Int {
        try await runner.one(
            """
            SELECT count(*) FROM (
                SELECT \(matching(query, at: places)) LIMIT \(Page<EventListing>.exactTotal + 1)) AS matching
            """, as: Int.self)
    }

    /// Where a page ended.
    struct Cursor: Codable, Sendable {
        let start: Date
        let id: Event.ID
    }

    private static func matching(_ query: FindEvents, at places: [Place.ID]?) -> SQL {
        var conditions: [SQL] = [query.state.map { "events.state = \($0)" } ?? "events.state <> 'draft'"]
        if let text = query.text { conditions.append("search @@ \(SearchText.query(text))") }
        if let places { conditions.append(KnownPlaces.isAt(places, column: "events.place_id")) }
        conditions.append(
            query.placeState.map { KnownPlaces.isAt($0, column: "events.place_id") }
                ?? KnownPlaces.isShown(column: "events.place_id"))
        if let from = query.from { conditions.append("over_at > \(from)") }
        if let until = query.until { conditions.append("starts_at < \(until)") }
        if let departement = query.departement { conditions.append("place.departement_code = \(departement)") }
        if let region = query.region { conditions.append("place.region_code = \(region)") }
        let territory: SQL =
            query.departement == nil && query.region == nil ? "" : KnownPlaces.joinShown(column: "events.place_id")
        return "FROM events \(territory) WHERE \(SQL.joined(conditions, separator: " AND "))"
    }
}
