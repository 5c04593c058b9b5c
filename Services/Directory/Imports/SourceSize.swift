import Domain
import FoundationEssentials
import Postgres

/// How many rows each source had. One that loses more than half of them was cut off on its way, or is another list
/// under the same name, more often than its places are gone: somebody looks at it first.
enum SourceSize {
    /// - Throws: `SourceShrank`.
    static func check(_ rows: Int, before: Int, of source: String) throws(SourceShrank) {
        guard rows * 2 >= before else { throw SourceShrank(source: source, rows: rows, before: before) }
    }

    /// Of the last import that came to its end.
    static func last(of source: String, on runner: some QueryRunner) async throws -> Int? {
        try await runner.first("SELECT rows FROM import_sources WHERE source = \(source)", as: Int.self)
    }

    static func record(_ rows: Int, of source: String, at now: Date, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            """
            INSERT INTO import_sources (source, rows, completed_at) VALUES (\(source), \(rows), \(now))
            ON CONFLICT (source) DO UPDATE SET rows = excluded.rows, completed_at = excluded.completed_at
            """)
    }
}

/// A source has far fewer rows than it had.
struct SourceShrank: Error, Equatable, CustomStringConvertible {
    let source: String
    let rows: Int
    let before: Int

    var description: String {
        """
        source-shrank: \(rows) rows where the last import of \(source) had \(before). Nothing was changed. Look at the \
        file; if it is right, import it with --accept-shrunk.
        """
    }
}
