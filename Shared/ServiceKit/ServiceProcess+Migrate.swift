package import Domain
import Logging
package import Postgres

extension ServiceProcess {
    /// Applies the migrations that are missing, as the role that owns the tables, and prints their names.
    package static func migrate(_ name: ServiceName, _ migrations: [MigrationSet]) async throws {
        let process = try ServiceProcess(name, logLevel: .warning)
        let applied = try await Migrator(migrations).migrate(
            try process.settings.ownerDatabase(), logger: process.logger)
        print(applied.isEmpty ? "the schema is current" : applied.map { "applied \($0)" }.joined(separator: "\n"))
    }
}
