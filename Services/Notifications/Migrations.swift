import KnownPlaces
import Outbox
import Postgres

/// The schema, in the order of its making.
enum Migrations {
    static let all = [
        ReliableMessages.migrations,
        KnownPlaces.migrations,
        MigrationSet(
            component: "notifications",
            migrations: [
                Migration(version: 1, name: "webhooks", sql: PackageResources.V001_webhooks_sql),
                Migration(version: 2, name: "mails", sql: PackageResources.V002_mails_sql),
            ]
        ),
    ]
}
