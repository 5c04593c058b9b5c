import Foundation
import Logging
import TestSupport
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct MigratorTests {
    static let logger = Logger(label: "test")

    static func migration(_ version: Int, _ name: String, _ sql: String) -> Migration {
        Migration(version: version, name: name, sql: Array(sql.utf8))
    }

    static let first = migration(1, "places", "CREATE TABLE places (id int); CREATE INDEX ON places (id);")
    static let second = migration(2, "names", "ALTER TABLE places ADD name text")
    static let third = migration(3, "codes", "ALTER TABLE places ADD code text")

    static func migrate(_ migrations: Migration..., on settings: PostgresSettings) async throws -> [String] {
        try await Migrator([MigrationSet(component: "a", migrations: migrations)]).migrate(settings, logger: logger)
    }

    @Test func `what is missing is applied, in order, once`() async throws {
        try await withTestDatabase { pool, settings async throws in
            let other = MigrationSet(
                component: "b", migrations: [Self.migration(1, "after", "INSERT INTO places VALUES (1)")])
            let all = Migrator([MigrationSet(component: "a", migrations: [Self.first, Self.second]), other])
            #expect(try await all.state(pool) == .behind(["a/V001_places", "a/V002_names", "b/V001_after"]))
            #expect(try await Self.migrate(Self.first, on: settings) == ["a/V001_places"])
            #expect(try await all.state(pool) == .behind(["a/V002_names", "b/V001_after"]))
            #expect(try await all.migrate(settings, logger: Self.logger) == ["a/V002_names", "b/V001_after"])
            #expect(try await all.migrate(settings, logger: Self.logger) == [])
            #expect(try await all.state(pool) == .current)
            let older = Migrator([MigrationSet(component: "a", migrations: [Self.first])])
            #expect(try await older.state(pool) == .newer)
            #expect(try await pool.one("SELECT count(*) FROM places", as: Int.self) == 1)
        }
    }

    @Test func `two at once apply everything once`() async throws {
        try await withTestDatabase { pool, settings async throws in
            let slow = Self.migration(2, "slow", "SELECT pg_sleep(0.3); CREATE TABLE slow (id int)")
            let applied = try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask { try await Self.migrate(Self.first, slow, on: settings) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == ["a/V001_places", "a/V002_slow"])
        }
    }

    @Test func `a history that does not fit is refused`() async throws {
        try await withTestDatabase { pool, settings async throws in
            _ = try await Self.migrate(Self.first, Self.third, on: settings)
            let changed = Self.migration(1, "places", "CREATE TABLE places (id bigint)")
            let wrong: [([Migration], MigrationError)] = [
                ([changed, Self.third], .init(reason: .changed, migration: "a/V001_places")),
                ([Self.first, Self.second, Self.third], .init(reason: .outOfOrder, migration: "a/V002_names")),
                ([Self.first], .init(reason: .unknown, migration: "a/V003_codes")),
                ([Self.first, Self.first, Self.third], .init(reason: .badlyNumbered, migration: "a/V001_places")),
            ]
            for (migrations, refusal) in wrong {
                let error = await #expect(throws: MigrationError.self) {
                    try await Migrator([MigrationSet(component: "a", migrations: migrations)])
                        .migrate(settings, logger: Self.logger)
                }
                #expect(error == refusal)
            }
            #expect(try await pool.one("SELECT count(*) FROM schema_migrations", as: Int.self) == 2)
        }
    }

    @Test func `a file that fails leaves nothing behind and those before it applied`() async throws {
        try await withTestDatabase { pool, settings async throws in
            let failing = Self.migration(2, "failing", "CREATE TABLE half (id int); SELECT 1/0;")
            let error = await #expect(throws: MigrationError.self) {
                try await Self.migrate(Self.first, failing, on: settings)
            }
            #expect(error?.migration == "a/V002_failing")
            #expect(error?.description.contains("division by zero") == true)
            #expect(try await pool.one("SELECT to_regclass('half') IS NULL", as: Bool.self))
            #expect(try await pool.one("SELECT count(*) FROM schema_migrations", as: Int.self) == 1)
            #expect(
                try await Self.migrate(Self.first, Self.migration(2, "fixed", "SELECT 1"), on: settings)
                    == ["a/V002_fixed"])
        }
    }

    @Test func `the first schema of the URL's search path is the one that is made`() async throws {
        try await withTestDatabase([MigrationSet(component: "a", migrations: [Self.first])]) {
            pool, settings async throws in
            _ = try await pool.execute("CREATE SCHEMA other")
            let url = try await PoolTests.url(of: settings) + "?options=-c%20search_path%3Dother,public"
            let elsewhere = try PostgresSettings(url: url, applicationName: "test")
            #expect(try await Self.migrate(Self.first, on: elsewhere) == ["a/V001_places"])
            #expect(try await pool.one("SELECT to_regclass('other.places') IS NOT NULL", as: Bool.self))
        }
    }

    @Test func `extensions are found by the search path of a test's database`() async throws {
        try await withTestDatabase(extensions: ["postgis", "unaccent", "pg_trgm"]) { pool, _ async throws in
            #expect(try await pool.one("SELECT unaccent('été')", as: String.self) == "ete")
        }
    }
}
