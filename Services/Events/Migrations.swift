import KnownPlaces
import Outbox
import Postgres

/// The schema, in the order of its making.
enum Migrations {
    static let all = [
        ReliableMessages.migrations,
        KnownPlaces.migrations,
        MigrationSet(
            component: "events",
            migrations: [Migration(version: 1, name: "events", sql: PackageResources.V001_events_sql)]
        ),
    ]
}
