/// All SQL of the table of applied migrations, in the first schema of the search path.
enum AppliedMigrations {
    struct Row: Decodable, Sendable {
        let component: String
        let version: Int
        let name: String
        let sha256: String
    }

    /// Unqualified names could also find the table of a later schema of the search path, so its presence is looked up.
    static func exist(on runner: some QueryRunner) async throws -> Bool {
        try await runner.one(
            """
            SELECT EXISTS (
                SELECT FROM pg_catalog.pg_tables
                WHERE schemaname = current_schema() AND tablename = 'schema_migrations')
            """)
    }

    static func hasSchema(on runner: some QueryRunner) async throws -> Bool {
        try await runner.one("SELECT current_schema() IS NOT NULL")
    }

    /// Held until the session ends. Tried, not waited for: a wait would end by the lock timeout.
    static func tryLock(on runner: some QueryRunner) async throws -> Bool {
        try await runner.one(
            "SELECT pg_try_advisory_lock(hashtextextended('schema_migrations.' || current_schema(), 0))")
    }

    static func createTable(on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                component text NOT NULL,
                version integer NOT NULL,
                name text NOT NULL,
                sha256 text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                PRIMARY KEY (component, version)
            )
            """)
    }

    static func all(on runner: some QueryRunner) async throws -> [Row] {
        try await runner.all(
            "SELECT component, version, name, sha256 FROM schema_migrations ORDER BY component, version")
    }

    static func record(
        _ migration: Migration, of component: String, sha256: String, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO schema_migrations (component, version, name, sha256)
            VALUES (\(component), \(migration.version), \(migration.name), \(sha256))
            """)
    }

    static func sha256(of migration: Migration, on runner: some QueryRunner) async throws -> String {
        try await runner.one("SELECT encode(sha256(\(migration.sql)), 'hex')")
    }
}
