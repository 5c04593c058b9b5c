import Foundation
import Logging
import TestSupport
import Testing

@testable import Postgres

/// On a database of their own, which speaks TLS with certificates of the test.
@Suite(.serialized) struct EncryptionTests {
    @Test(.timeLimit(.minutes(3)))
    func `a database that proves its name is spoken to encrypted, and no other`() async throws {
        try await withServerSet { servers in
            let right = try await SelfMadeCertificate.make(names: ["localhost"])
            try await servers.encryptPostgres(with: right)
            let database = EncryptedDatabase(url: servers.postgres, authorities: right.certificate)
            try await everythingGoesThrough(database)
            try await limitsHold(database)
            try await refusals(database, servers)
        }
    }

    private struct EncryptedDatabase {
        let url: String
        let authorities: String

        func settings(
            authorities: String? = nil, options: String? = nil, statementTimeout: Duration = .seconds(5)
        ) throws -> PostgresSettings {
            var parts = try #require(URLComponents(string: url))
            parts.host = "localhost"
            parts.queryItems = [
                URLQueryItem(name: "sslmode", value: "verify-full"),
                URLQueryItem(name: "sslrootcert", value: authorities ?? self.authorities),
            ]
            if let options { parts.queryItems?.append(URLQueryItem(name: "options", value: options)) }
            return try PostgresSettings(
                url: parts.string ?? "", applicationName: "test", connections: 1, statementTimeout: statementTimeout)
        }
    }

    /// Values over several records, both ways.
    private func everythingGoesThrough(_ database: EncryptedDatabase) async throws {
        let connection = try await PostgresConnection.connect(database.settings(), logger: Logger(label: "test"))
        let version = try await connection.one(
            "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()", as: String.self)
        #expect(version == "TLSv1.3")
        for length in stride(from: 1, through: 300_000, by: 4_999) {
            let text = String(repeating: "x", count: length)
            let begun = ContinuousClock.now
            #expect(try await connection.one("SELECT \(text)::text", as: String.self) == text)
            // Bytes that are decrypted and not read do not show at the socket: a wait for it would last 10 seconds.
            #expect(.now - begun < .seconds(5))
        }
        for rows in [10, 1_000, 10_000] {
            let all = try await connection.all(
                "SELECT repeat('y', number % 3000) FROM generate_series(1, \(rows)) number", as: String.self)
            #expect(all.map(\.count) == (1...rows).map { $0 % 3000 })
        }
        await connection.close()
    }

    private func limitsHold(_ database: EncryptedDatabase) async throws {
        let connection = try await PostgresConnection.connect(
            database.settings(statementTimeout: .milliseconds(100)), logger: Logger(label: "test"))
        let error = await #expect(throws: PostgresError.self) { try await connection.execute("SELECT pg_sleep(10)") }
        #expect(error?.sqlState == "57014")
        await connection.close()
        let readOnly = PostgresPool(
            try database.settings(options: "-c default_transaction_read_only=on"), logger: Logger(label: "test"))
        #expect(await readOnly.trouble()?.contains("session is read-only") == true)
    }

    /// Each says what to do, and nothing of the password.
    private func refusals(_ database: EncryptedDatabase, _ servers: ServerSet) async throws {
        let stranger = try await SelfMadeCertificate.make(names: ["localhost"])
        let otherName = try await SelfMadeCertificate.make(names: ["database.example"])
        let expired = try await SelfMadeCertificate.make(names: ["localhost"], expired: true)
        let unencrypted = EncryptedDatabase(url: try TestServers.postgres, authorities: database.authorities)
        let cases = [
            (nil, try database.settings(authorities: stranger.certificate), "set sslrootcert"),
            (nil, try database.settings(authorities: "/nowhere.pem"), "set sslrootcert"),
            (nil, try unencrypted.settings(), "switch ssl on"),
            (otherName, try database.settings(authorities: otherName.certificate), "use a name in the database's URL"),
            (expired, try database.settings(authorities: expired.certificate), "has expired"),
        ]
        for (presented, settings, words) in cases {
            if let presented { try await servers.encryptPostgres(with: presented) }
            let pool = PostgresPool(settings, logger: Logger(label: "test"))
            let error = await #expect(throws: PostgresError.self) { try await pool.execute("SELECT 1") }
            #expect(error?.isConnectionLost == true)
            let trouble = try #require(await pool.trouble())
            #expect(trouble.contains(words))
            let password = try #require(URLComponents(string: servers.postgres)?.password)
            #expect(!trouble.contains(password) && !trouble.contains("postgresql://"))
        }
    }
}
