import Synchronization

/// A transaction that is open as long as the closure runs to which it was given.
package final class Transaction: QueryRunner {
    private struct State {
        var isOver = false
        var actions: [@Sendable () -> Void] = []
    }

    private let connection: PostgresConnection
    private let state = Mutex(State())

    init(on connection: PostgresConnection) {
        self.connection = connection
    }

    package func perform(_ statements: [SQL]) async throws -> [StatementResult] {
        let rendered = try statements.map { try $0.rendered() }
        guard !state.withLock(\.isOver) else {
            throw PostgresError(reason: "the transaction is over", label: statements.first?.label ?? "")
        }
        return try await connection.performInTransaction(rendered)
    }

    /// Runs all statements in one round trip; returns how many rows each changed.
    package func batch(_ statements: [SQL]) async throws -> [Int] {
        try await perform(statements).map(\.affectedRows)
    }

    /// Calls `action` once the transaction is committed, and never when it is not. Nothing is lost that must not be: a
    /// process that ends in between calls nothing.
    package func afterCommit(_ action: @escaping @Sendable () -> Void) {
        state.withLock { $0.actions.append(action) }
    }

    /// Refuses further statements; returns what is to be done after a commit.
    @discardableResult
    func end() -> [@Sendable () -> Void] {
        state.withLock { state in
            state.isOver = true
            return state.actions
        }
    }
}
