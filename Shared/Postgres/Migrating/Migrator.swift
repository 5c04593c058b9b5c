package import Logging

/// Brings a schema to the state that this program needs, one transaction a migration, in the order given.
package struct Migrator: Sendable {
    private static let lockRetryEvery = Duration.milliseconds(100)

    private struct Step {
        let component: String
        let migration: Migration

        var name: String { "\(component)/\(migration.fileName)" }
    }

    private let sets: [MigrationSet]

    private var steps: [Step] {
        sets.flatMap { set in set.migrations.map { Step(component: set.component, migration: $0) } }
    }

    package init(_ sets: [MigrationSet]) {
        self.sets = sets
    }

    /// Applies what is missing; returns the names. Of several at once in one schema, one works and the others wait.
    /// - Throws: `MigrationError` for a history that does not fit, or a migration that failed; `PostgresError`.
    package func migrate(_ settings: PostgresSettings, logger: Logger) async throws -> [String] {
        let connection = try await PostgresConnection.connect(settings, logger: logger)
        do {
            let names = try await migrate(on: connection, logger: logger)
            await connection.close()
            return names
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Whether all that this program needs was applied. The texts are not compared: `migrate` does that.
    package func state(_ runner: some QueryRunner) async throws -> SchemaState {
        let applied = try await AppliedMigrations.exist(on: runner) ? AppliedMigrations.all(on: runner) : []
        let known = Set(steps.map { Self.key($0.component, $0.migration.version) })
        let present = Set(applied.map { Self.key($0.component, $0.version) })
        let missing = steps.filter { !present.contains(Self.key($0.component, $0.migration.version)) }
        if !missing.isEmpty { return .behind(missing.map(\.name)) }
        return present.isSubset(of: known) ? .current : .newer
    }

    private func migrate(on connection: PostgresConnection, logger: Logger) async throws -> [String] {
        guard try await AppliedMigrations.hasSchema(on: connection) else {
            throw MigrationError(reason: .noSchema, migration: "")
        }
        while try await !AppliedMigrations.tryLock(on: connection) {
            try await Task.sleep(for: Self.lockRetryEvery)
        }
        try await AppliedMigrations.createTable(on: connection)
        let missing = try await check(against: AppliedMigrations.all(on: connection), on: connection)
        for (step, sha256) in missing {
            try await apply(step, sha256: sha256, on: connection)
            logger.info("migration applied", metadata: ["migration": "\(step.name)"])
        }
        return missing.map(\.step.name)
    }

    /// What is missing, after a look at all that was applied.
    private func check(
        against applied: [AppliedMigrations.Row], on connection: PostgresConnection
    ) async throws -> [(step: Step, sha256: String)] {
        var missing: [(step: Step, sha256: String)] = []
        var unknown = Dictionary(
            applied.map { (Self.key($0.component, $0.version), $0) }, uniquingKeysWith: { first, _ in first })
        for set in sets {
            var last = 0
            let latest = applied.last { $0.component == set.component }?.version ?? 0
            for migration in set.migrations {
                let step = Step(component: set.component, migration: migration)
                guard migration.version > last else {
                    throw MigrationError(reason: .badlyNumbered, migration: step.name)
                }
                last = migration.version
                let sha256 = try await AppliedMigrations.sha256(of: migration, on: connection)
                if let row = unknown.removeValue(forKey: Self.key(set.component, migration.version)) {
                    guard row.sha256 == sha256 else { throw MigrationError(reason: .changed, migration: step.name) }
                } else {
                    guard migration.version > latest else {
                        throw MigrationError(reason: .outOfOrder, migration: step.name)
                    }
                    missing.append((step, sha256))
                }
            }
        }
        if let row = unknown.min(by: { $0.key < $1.key })?.value {
            let migration = Migration(version: row.version, name: row.name, sql: [])
            throw MigrationError(reason: .unknown, migration: "\(row.component)/\(migration.fileName)")
        }
        return missing
    }

    private func apply(_ step: Step, sha256: String, on connection: PostgresConnection) async throws {
        do {
            try await connection.transaction { transaction in
                try await AppliedMigrations.record(
                    step.migration, of: step.component, sha256: sha256, in: transaction)
                try await connection.executeScript(
                    String(decoding: step.migration.sql, as: UTF8.self), label: step.name)
            }
        } catch let error as PostgresError {
            // The server's first line quotes the migration, which is the program's own; its detail could quote rows.
            let message = [error.description, error.message].compactMap { $0 }.joined(separator: ": ")
            throw MigrationError(reason: .failed(message), migration: step.name)
        }
    }

    private static func key(_ component: String, _ version: Int) -> String {
        "\(component)/\(version)"
    }
}
