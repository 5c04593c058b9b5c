import KnownPlaces
import Outbox
import Postgres

/// The schema, in the order of its making.
enum Migrations {
    static let all = [
        ReliableMessages.migrations,
        KnownPlaces.migrations,
        MigrationSet(
            component: "jobs_board",
            migrations: [Migration(version: 1, name: "offers", sql: PackageResources.V001_offers_sql)]
        ),
    ]
}
