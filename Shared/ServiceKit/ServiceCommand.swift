package import Domain
package import FoundationEssentials
import Glibc
package import Logging
package import Postgres

/// One command of a service, run by hand to its end on the service's own database, whether or not the service runs.
package struct ServiceCommand: Sendable {
    package let settings: ServiceSettings
    package let database: PostgresPool
    package let logger: Logger
    /// The time, in whole seconds.
    package let now: @Sendable () -> Date = { Date().inWholeSeconds }

    /// Call once in a process. Only warnings are logged: what a command has to tell it prints.
    package init(_ name: ServiceName) throws {
        settings = try ServiceSettings(name)
        LoggingSystem.bootstrap { _ in JSONLogHandler(label: name.rawValue, level: .warning) }
        logger = Logger(label: name.rawValue)
        // Somebody waits for it, and no request does.
        database = PostgresPool(try settings.database(statementTimeout: .seconds(600)), logger: logger)
    }

    /// Runs a body as the beginning of a trace.
    package func traced<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await TraceContext.$current.withValue(TraceContext(), operation: body)
    }

    /// Tells something to the person at the terminal, apart from what the command prints for programs.
    package func say(_ text: String) {
        let line = text + "\n"
        _ = line.utf8CString.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
    }
}
