package import Postgres

/// The tables of reliable messages, applied in each service's database before its own migrations.
package enum ReliableMessages {
    package static let migrations = MigrationSet(
        component: "outbox",
        migrations: [
            Migration(version: 1, name: "reliable_messages", sql: PackageResources.V001_reliable_messages_sql),
            Migration(version: 2, name: "trouble", sql: PackageResources.V002_trouble_sql),
            Migration(version: 3, name: "fleeting", sql: PackageResources.V003_fleeting_sql),
        ]
    )
}
