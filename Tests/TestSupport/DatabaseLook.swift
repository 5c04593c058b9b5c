import Logging
import Postgres

extension Judge {
    /// Runs SQL that a test made, with PostgreSQL's own client.
    package static func psql(_ url: String, _ sql: String) async throws -> String {
        let verdict = try await run(
            "/usr/bin/psql", ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql])
        guard verdict.status == 0 else { throw TestFailure("psql: \(verdict.output)") }
        return verdict.output
    }
}

/// A look into a database from outside of the service that owns it.
func withConnection<Result: Sendable>(
    to url: String, _ body: (PostgresConnection) async throws -> Result
) async throws -> Result {
    let connection = try await PostgresConnection.connect(
        PostgresSettings(url: url, applicationName: "test"), logger: Logger(label: "test"))
    do {
        let result = try await body(connection)
        await connection.close()
        return result
    } catch {
        await connection.close()
        throw error
    }
}
