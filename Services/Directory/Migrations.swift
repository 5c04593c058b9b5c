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
                Migration(version: 3, name: "territories", sql: PackageResources.V003_territories_sql),
                Migration(version: 4, name: "place_details", sql: PackageResources.V004_place_details_sql),
                Migration(version: 5, name: "people", sql: PackageResources.V005_people_sql),
                Migration(version: 6, name: "duplicates", sql: PackageResources.V006_duplicates_sql),
            ]
        ),
    ]
}
