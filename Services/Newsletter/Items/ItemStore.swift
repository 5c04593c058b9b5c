import Domain
import FoundationEssentials
import Postgres

/// All SQL of items.
enum ItemStore {
    /// Keeps an item unless a newer version of it is kept. Its change counts for `lastCut` at the earliest.
    static func save(_ item: Item, notBefore lastCut: Date?, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO items (kind, id, version, state, title, starts_at, ends_at, timezone, closes_on, organisation,
                location, place_id, merged_into, published_at, changed_at)
            VALUES (\(item.kind), \(item.id), \(item.version), \(item.state), \(item.title), \(item.startsAt),
                \(item.endsAt), \(item.timezone), \(item.closesOn), \(item.organisation), \(item.location),
                \(item.placeId), \(item.mergedInto), \(item.publishedAt),
                greatest(\(item.changedAt)::timestamptz, \(lastCut)))
            ON CONFLICT (kind, id) DO UPDATE SET
                version = excluded.version, state = excluded.state, title = excluded.title,
                starts_at = excluded.starts_at, ends_at = excluded.ends_at, timezone = excluded.timezone,
                closes_on = excluded.closes_on, organisation = excluded.organisation, location = excluded.location,
                place_id = excluded.place_id, merged_into = excluded.merged_into,
                published_at = excluded.published_at, changed_at = excluded.changed_at
            WHERE items.version < excluded.version
            """)
    }

    /// All that changed in the window, and the events that begin from its end until `nextCut`.
    static func changed(
        in window: Range<Date>, orBeginningBefore nextCut: Date, on runner: some QueryRunner
    ) async throws -> [Item] {
        try await runner.all(
            """
            SELECT \(columns) FROM items
            WHERE merged_into IS NULL AND (changed_at >= \(window.lowerBound) AND changed_at < \(window.upperBound)
                OR kind = 'event' AND starts_at >= \(window.upperBound) AND starts_at < \(nextCut))
            """)
    }

    /// By the identifier that was asked for; for a place that is merged, the one that stands for it.
    static func places(_ ids: [Place.ID], on runner: some QueryRunner) async throws -> [Place.ID: Item] {
        guard !ids.isEmpty else { return [:] }
        let found = try await load(ids, on: runner)
        let survivors = try await load(found.values.compactMap(\.mergedInto), on: runner)
        return found.mapValues { place in place.mergedInto.flatMap { survivors[$0] } ?? place }
    }

    private static func load(_ ids: [Place.ID], on runner: some QueryRunner) async throws -> [Place.ID: Item] {
        guard !ids.isEmpty else { return [:] }
        let places: [Item] = try await runner.all(
            "SELECT \(columns) FROM items WHERE kind = 'place' AND id = ANY(\(ids))")
        return Dictionary(places.map { (Place.ID($0.id), $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static let columns: SQL = """
        kind, id, version, state, title, starts_at, ends_at, timezone, closes_on, organisation, location, place_id,
        merged_into, published_at, changed_at
        """
}
