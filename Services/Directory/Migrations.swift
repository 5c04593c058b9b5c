import Outbox
import Postgres

/// The schema, in the order of its making.
enum Migrations {
    static let all = [
        ReliableMessages.migrations,
        MigrationSet(
            component: "directory",
            migrations: [
                Migration(version: 1, name: "places", sql: PackageResources.V001_places_sql),
                Migration(version: 2, name: "access_keys", sql: PackageResources.V002_access_keys_sql),
                Migration(version: 5, name: "people", sql: PackageResources.V005_people_sql),
            ]
        ),
    ]
}
