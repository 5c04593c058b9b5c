import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct PoolTests {
    @Test func `a statement that takes too long is ended by the server`() async throws {
        try await withTestDatabase { _, settings async throws in
            let short = try PostgresSettings(
                url: await Self.url(of: settings), applicationName: "short", connections: 1,
                statementTimeout: .milliseconds(50))
            let pool = PostgresPool(short, logger: .init(label: "test"))
            let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT pg_sleep(10)") }
            #expect(error?.sqlState == "57014")
            #expect(error?.isConnectionLost == false)
            #expect(await pool.probe())
        }
    }

    @Test func `a connection that the server closed is replaced unseen`() async throws {
        try await withTestDatabase(connections: 1) { pool, settings async throws in
            let backend = try await pool.one("SELECT pg_backend_pid()", as: Int.self)
            let other = try await PostgresConnection.connect(settings, logger: .init(label: "test"))
            // Returns once the server process has ended.
            #expect(try await other.one("SELECT pg_terminate_backend(\(backend), 5000)", as: Bool.self))
            #expect(try await pool.one("SELECT pg_backend_pid()", as: Int.self) != backend)
            #expect(pool.statistics.open == 1)
            await other.close()
        }
    }

    @Test func `a connection lost under a statement is told as such, and the next one works`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            }
            #expect(error?.isConnectionLost == true)
            #expect(error?.isRetriable == true)
            #expect(error?.sqlState == "57P01")
            #expect(await pool.probe())
        }
    }

    @Test func `a server that is not there is an error and not a wait`() async throws {
        let settings = try PostgresSettings(url: "postgresql://u:secret@127.0.0.1:1/x", applicationName: "test")
        let pool = PostgresPool(settings, logger: .init(label: "test"))
        let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT 1") }
        #expect(error?.isConnectionLost == true)
        #expect(error.map { String(reflecting: $0).contains("secret") } == false)
        #expect(await pool.probe() == false)
        #expect(pool.statistics.open == 0)
    }

    @Test func `those who wait are served in turn`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            let turns = Turns()
            let waiting = try await pool.withConnection { _ in
                var waiting: [Task<Void, any Error>] = []
                for number in 1...5 {
                    waiting.append(Task { try await pool.withConnection { _ in turns.take(number) } })
                    while pool.statistics.waiting < number { await Task.yield() }
                }
                return waiting
            }
            for task in waiting { try await task.value }
            #expect(turns.taken == [1, 2, 3, 4, 5])
            #expect(pool.statistics.open == 1)
        }
    }

    @Test func `who no longer waits takes nothing from those behind`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            let patient = try await pool.withConnection { _ in
                let first = Task { try await pool.one("SELECT 1", as: Int.self) }
                while pool.statistics.waiting < 1 { await Task.yield() }
                let second = Task { try await pool.one("SELECT 2", as: Int.self) }
                while pool.statistics.waiting < 2 { await Task.yield() }
                first.cancel()
                await #expect(throws: CancellationError.self) { try await first.value }
                #expect(pool.statistics.waiting == 1)
                return second
            }
            #expect(try await patient.value == 2)
        }
    }

    @Test func `nobody waits longer than five seconds`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            try await pool.withConnection { _ in
                let start = ContinuousClock.now
                let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT 1") }
                #expect(error?.isRetriable == true)
                #expect(error?.isConnectionLost == false)
                #expect((.seconds(5)..<(.seconds(8))).contains(ContinuousClock.now - start))
            }
            #expect(await pool.probe())
        }
    }

    @Test func `a connection left in a transaction is not lent again`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            let backend = try await pool.withConnection { connection in
                _ = try await connection.execute("BEGIN")
                return try await connection.one("SELECT pg_backend_pid()", as: Int.self)
            }
            #expect(try await pool.one("SELECT pg_backend_pid()", as: Int.self) != backend)
        }
    }

    @Test func `statements are prepared once, and only so many are kept`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            func prepared() async throws -> Int {
                try await pool.one("SELECT count(*) FROM pg_prepared_statements", as: Int.self)
            }
            #expect(try await prepared() == 1)
            for number in 0..<10 { #expect(try await pool.one("SELECT \(number)::int", as: Int.self) == number) }
            #expect(try await prepared() == 2)
            var statement: SQL = "1"
            for _ in 0..<300 {
                statement = statement + ", 1"
                #expect(try await pool.execute("SELECT \(statement)") == 1)
            }
            #expect(try await prepared() <= PreparedStatements.maximumCount)
        }
    }

    @Test func `a statement survives a change of its table`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            _ = try await pool.execute("CREATE TABLE things (id int)")
            _ = try await pool.execute("INSERT INTO things VALUES (1)")
            #expect(try await pool.one("SELECT id FROM things", as: Int.self) == 1)
            _ = try await pool.execute("ALTER TABLE things ALTER id TYPE text")
            _ = try? await pool.execute("SELECT id FROM things")
            #expect(try await pool.one("SELECT id FROM things", as: String.self) == "1")
        }
    }

    @Test func `statements and not probes are counted`() async throws {
        try await withTestDatabase { pool, _ async throws in
            #expect(await pool.probe())
            #expect(pool.statistics.statements == 0)
            _ = try await pool.execute("SELECT 1")
            try await pool.transaction { _ = try await $0.batch(["SELECT 1", "SELECT 2"]) }
            #expect(pool.statistics.statements == 3)
        }
    }

    @Test func `large statements and large answers do not block each other`() async throws {
        try await withTestDatabase { pool, _ async throws in
            let text = String(repeating: "x", count: 2_000_000)
            try await pool.transaction { transaction in
                let results = try await transaction.perform(
                    (0..<20).map { "SELECT \(text)::text || \($0)::text AS answer" })
                #expect(results.count == 20)
                for (index, result) in results.enumerated() {
                    #expect(try result.decode(String.self, row: 0) == "\(text)\(index)")
                }
            }
        }
    }

    @Test func `a stopped pool closes what is idle`() async throws {
        try await withTestDatabase { pool, settings async throws in
            _ = try await pool.execute("SELECT 1")
            let running = Task { try await pool.run() }
            running.cancel()
            try await running.value
            #expect(pool.statistics.open == 0)
            _ = try await pool.execute("SELECT 1")
            #expect(pool.statistics.open == 0)
        }
    }

    @Test func `the session has the limits and forms of its settings`() async throws {
        try await withTestDatabase(connections: 1) { pool, _ async throws in
            struct Row: Decodable, Sendable, Equatable {
                let name: String
                let setting: String
            }
            let rows: [Row] = try await pool.all(
                """
                SELECT name, setting FROM pg_settings WHERE name = ANY(\([
                    "TimeZone", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
                    "application_name",
                ])) ORDER BY name COLLATE "C"
                """)
            #expect(
                rows.map(\.setting) == ["UTC", "tests", "10000", "2000", "5000"])
        }
    }

    /// The settings do not tell their URL, so the database says its name.
    static func url(of settings: PostgresSettings) async throws -> String {
        let connection = try await PostgresConnection.connect(settings, logger: .init(label: "test"))
        let name = try await connection.one("SELECT current_database()", as: String.self)
        await connection.close()
        var parts = try #require(URLComponents(string: TestServers.postgres))
        parts.path = "/\(name)"
        return try #require(parts.string)
    }
}

/// Who was served, in order.
private final class Turns: Sendable {
    private let order = Mutex<[Int]>([])

    var taken: [Int] { order.withLock { $0 } }

    func take(_ number: Int) { order.withLock { $0.append(number) } }
}
