import Outbox
import Postgres

/// The schema, in the order of its making.
enum Migrations {
    static let all = [
        ReliableMessages.migrations,
        MigrationSet(
            component: "newsletter",
            migrations: [
                Migration(version: 1, name: "newsletter", sql: PackageResources.V001_newsletter_sql),
                Migration(version: 2, name: "merged_places", sql: PackageResources.V002_merged_places_sql),
            ]
        ),
    ]
}
