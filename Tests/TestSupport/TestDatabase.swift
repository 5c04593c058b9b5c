import Foundation
import Logging
package import Postgres

/// Runs `body` with a database of its own, made by `sets`, and drops it afterwards. The extensions stand in the schema
/// `extensions`, as `deploy` does it for a service's database. A closure whose only `try` stand inside `#expect` must
/// say `async throws` itself.
package func withTestDatabase(
    _ sets: [MigrationSet] = [],
    extensions: [String] = [],
    connections: Int = 8,
    _ body: (PostgresPool, PostgresSettings) async throws -> Void
) async throws {
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    let server = try TestServers.postgres
    let name = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    let administrator = try await PostgresConnection.connect(
        PostgresSettings(
            url: server, applicationName: "tests", statementTimeout: .seconds(60), lockTimeout: .seconds(60)),
        logger: logger)
    func administer(_ script: String) async throws {
        try await administrator.executeScript(script, label: "test database")
    }
    try await administer("CREATE DATABASE \(name)")
    let outcome: Result<Void, any Error>
    do {
        try await administer("ALTER DATABASE \(name) SET search_path = public, extensions")
        let url = try address(of: name, on: server)
        if !extensions.isEmpty { try await create(extensions, in: url, logger: logger) }
        let settings = try PostgresSettings(url: url, applicationName: "tests", connections: connections)
        _ = try await Migrator(sets).migrate(
            PostgresSettings(url: url, applicationName: "tests migrate", statementTimeout: .seconds(60)),
            logger: logger)
        outcome = .success(try await body(PostgresPool(settings, logger: logger), settings))
    } catch {
        outcome = .failure(error)
    }
    // A test that was cancelled must still clean up, and a cancelled task can ask nothing of the database.
    await Task { [name] in
        try? await administrator.executeScript("DROP DATABASE \(name) WITH (FORCE)", label: "test database")
        await administrator.close()
    }.value
    return try outcome.get()
}

private func address(of database: String, on server: String) throws -> String {
    guard var parts = URLComponents(string: server) else { throw URLError(.badURL) }
    parts.path = "/\(database)"
    return parts.string ?? server
}

private func create(_ extensions: [String], in url: String, logger: Logger) async throws {
    let connection = try await PostgresConnection.connect(
        PostgresSettings(url: url, applicationName: "tests", statementTimeout: .seconds(60)), logger: logger)
    let statements = ["CREATE SCHEMA extensions"] + extensions.map { "CREATE EXTENSION \($0) SCHEMA extensions" }
    try await connection.executeScript(statements.joined(separator: ";\n"), label: "test extensions")
    await connection.close()
}
