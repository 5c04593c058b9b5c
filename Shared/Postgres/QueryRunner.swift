/// Something that runs statements: a pool, a connection or a transaction.
package protocol QueryRunner: Sendable {
    /// Runs all statements in one round trip and returns their results; the first error fails them all.
    /// - Throws: `PostgresError`, or `CancellationError` when the task was cancelled: what was sent may then have
    ///   happened, unless it stood in a transaction.
    func perform(_ statements: [SQL]) async throws -> [StatementResult]
}

extension QueryRunner {
    /// How many rows the statement changed.
    package func execute(_ sql: SQL) async throws -> Int {
        try await result(of: sql).affectedRows
    }

    /// The first row, if there is one. A row is a type with one property a column, or a single value for one column.
    package func first<Row: Decodable & Sendable>(_ sql: SQL, as row: Row.Type = Row.self) async throws -> Row? {
        let result = try await result(of: sql)
        return result.rowCount == 0 ? nil : try result.decode(Row.self, row: 0)
    }

    /// The only row.
    /// - Throws: `PostgresError` when there is none, or more than one.
    package func one<Row: Decodable & Sendable>(_ sql: SQL, as row: Row.Type = Row.self) async throws -> Row {
        let result = try await result(of: sql)
        guard result.rowCount == 1 else {
            throw PostgresError(reason: "\(result.rowCount) rows where one was wanted", label: result.label)
        }
        return try result.decode(Row.self, row: 0)
    }

    package func all<Row: Decodable & Sendable>(_ sql: SQL, as row: Row.Type = Row.self) async throws -> [Row] {
        let result = try await result(of: sql)
        return try (0..<result.rowCount).map { try result.decode(Row.self, row: Int32($0)) }
    }

    /// The only row of each statement, all in one round trip.
    /// - Throws: `PostgresError` when a statement has none, or more than one.
    package func oneEach<Row: Decodable & Sendable>(_ statements: [SQL], as row: Row.Type = Row.self) async throws
        -> [Row]
    {
        try await perform(statements).map { result in
            guard result.rowCount == 1 else {
                throw PostgresError(reason: "\(result.rowCount) rows where one was wanted", label: result.label)
            }
            return try result.decode(Row.self, row: 0)
        }
    }

    private func result(of sql: SQL) async throws -> StatementResult {
        guard let result = try await perform([sql]).first else {
            throw PostgresError(reason: "no result", label: sql.label)
        }
        return result
    }
}
