import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct TransactionTests {
    struct Refused: Error {}

    static let table = MigrationSet(
        component: "test",
        migrations: [
            Migration(
                version: 1, name: "things",
                sql: Array("CREATE TABLE things (id int CONSTRAINT things_have_one_id PRIMARY KEY, note text)".utf8))
        ])

    static func count(_ runner: some QueryRunner) async throws -> Int {
        try await runner.one("SELECT count(*) FROM things", as: Int.self)
    }

    @Test func `what returns is committed, and then the actions run`() async throws {
        try await withTestDatabase([Self.table]) { pool, _ async throws in
            let calls = Mutex(0)
            let number = try await pool.transaction { transaction in
                transaction.afterCommit { calls.withLock { $0 += 1 } }
                let counts = try await transaction.batch([
                    "INSERT INTO things VALUES (\(1)), (\(2))", "UPDATE things SET note = \("x") WHERE id = \(1)",
                ])
                #expect(counts == [2, 1])
                #expect(try await Self.count(pool) == 0)
                #expect(calls.withLock { $0 } == 0)
                return 7
            }
            #expect(number == 7)
            #expect(try await Self.count(pool) == 2)
            #expect(calls.withLock { $0 } == 1)
        }
    }

    @Test func `a throw rolls back and leaves the connection usable`() async throws {
        try await withTestDatabase([Self.table], connections: 1) { pool, _ async throws in
            let backend = try await pool.one("SELECT pg_backend_pid()", as: Int.self)
            await #expect(throws: Refused.self) {
                try await pool.transaction { transaction in
                    transaction.afterCommit { Issue.record("called after a rollback") }
                    _ = try await transaction.execute("INSERT INTO things VALUES (1)")
                    throw Refused()
                }
            }
            #expect(try await Self.count(pool) == 0)
            #expect(try await pool.one("SELECT pg_backend_pid()", as: Int.self) == backend)
        }
    }

    @Test func `an error that is swallowed does not pass for a commit`() async throws {
        try await withTestDatabase([Self.table], connections: 1) { pool, _ async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { transaction in
                    _ = try await transaction.execute("INSERT INTO things VALUES (1)")
                    _ = try? await transaction.execute("INSERT INTO things VALUES (1)")
                }
            }
            #expect(error?.sqlState == "25P02")
            #expect(try await Self.count(pool) == 0)
        }
    }

    @Test func `a batch fails as a whole and names the rule that was broken`() async throws {
        try await withTestDatabase([Self.table], connections: 1) { pool, _ async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { transaction in
                    try await transaction.batch([
                        "INSERT INTO things VALUES (1, \("a"))", "INSERT INTO things VALUES (1, \("secret"))",
                        "INSERT INTO things VALUES (2)",
                    ])
                }
            }
            #expect(error?.sqlState == "23505")
            #expect(error?.constraint == "things_have_one_id")
            #expect(error?.table == "things")
            #expect(error?.label == "INSERT INTO things VALUES (1, $1)")
            #expect(error?.isRetriable == false)
            #expect(try await Self.count(pool) == 0)
        }
    }

    @Test func `no value stands in the description of an error`() async throws {
        try await withTestDatabase([Self.table]) { pool, _ async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.execute("INSERT INTO things VALUES (\("secret"))")
            }
            #expect(error?.sqlState == "22P02")
            #expect(error?.description == "refused by the server, SQLSTATE 22P02, in: INSERT INTO things VALUES ($1)")
            #expect(error.map { String(reflecting: $0).contains("secret") } == true)
        }
    }

    @Test func `cancellation rolls back, and the statement ends on the server`() async throws {
        try await withTestDatabase([Self.table], connections: 2) { pool, _ async throws in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let work = Task {
                try await pool.transaction { transaction in
                    _ = try await transaction.execute("INSERT INTO things VALUES (1)")
                    start.yield()
                    _ = try await transaction.execute("SELECT pg_sleep(4)")
                }
            }
            for await _ in started { break }
            try await eventually("the statement runs") {
                try await pool.one(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event = 'PgSleep'
                    """, as: Int.self) == 1
            }
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            #expect(pool.statistics.open == 1, "the one that looked; the cancelled one is gone")
            // Needs the lock that the cancelled transaction held, and waits for it for two seconds at most.
            #expect(try await pool.execute("INSERT INTO things VALUES (1)") == 1)
        }
    }

    @Test func `cancellation between statements rolls back on the same connection`() async throws {
        try await withTestDatabase([Self.table], connections: 1) { pool, _ async throws in
            let backend = try await pool.one("SELECT pg_backend_pid()", as: Int.self)
            let work = Task {
                try await pool.transaction { transaction in
                    _ = try await transaction.execute("INSERT INTO things VALUES (1)")
                    withUnsafeCurrentTask { $0?.cancel() }
                    // A body that does not look at its cancellation is rolled back all the same.
                }
            }
            await #expect(throws: CancellationError.self) { try await work.value }
            #expect(try await Self.count(pool) == 0)
            #expect(try await pool.one("SELECT pg_backend_pid()", as: Int.self) == backend)
        }
    }

    @Test func `a transaction without a statement asks nothing of the database`() async throws {
        try await withTestDatabase([Self.table]) { pool, _ async throws in
            let escaped = try await pool.transaction { $0 }
            #expect(pool.statistics.statements == 0)
            let error = await #expect(throws: PostgresError.self) { try await escaped.execute("SELECT 1") }
            #expect(error?.description == "the transaction is over, in: SELECT 1")
        }
    }

    @Test func `a lock is waited for only so long`() async throws {
        try await withTestDatabase([Self.table]) { pool, settings async throws in
            _ = try await pool.execute("INSERT INTO things VALUES (1)")
            try await pool.transaction { transaction in
                _ = try await transaction.execute("UPDATE things SET note = 'a'")
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.execute("UPDATE things SET note = 'b'")
                }
                #expect(error?.sqlState == "55P03")
            }
            #expect(try await pool.one("SELECT note FROM things", as: String.self) == "a")
        }
    }

    @Test func `of two transactions that wait for each other one may try again`() async throws {
        try await withTestDatabase([Self.table]) { pool, _ async throws in
            _ = try await pool.execute("INSERT INTO things VALUES (1), (2)")
            let errors = await withTaskGroup(of: PostgresError?.self) { group in
                let (first, firstHolds) = AsyncStream.makeStream(of: Void.self)
                let (second, secondHolds) = AsyncStream.makeStream(of: Void.self)
                for (mine, other, holds, turn) in [(1, 2, firstHolds, second), (2, 1, secondHolds, first)] {
                    group.addTask {
                        do {
                            try await pool.transaction { transaction in
                                _ = try await transaction.execute("UPDATE things SET note = 'x' WHERE id = \(mine)")
                                holds.yield()
                                for await _ in turn { break }
                                _ = try await transaction.execute("UPDATE things SET note = 'x' WHERE id = \(other)")
                            }
                            return nil
                        } catch {
                            return error as? PostgresError
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.compactMap { $0?.sqlState } == ["40P01"])
            #expect(errors.compactMap { $0?.isRetriable } == [true])
            #expect(errors.compactMap { $0?.isConnectionLost } == [false])
        }
    }
}
