import Glibc
package import Logging
import Synchronization

/// One session of the database, on a thread of its own. To be used by one task at a time.
///
/// A task that is cancelled while it waits for an answer ends the session: nothing else is certain to end the statement.
package actor PostgresConnection: QueryRunner {
    private let executor: ThreadExecutor
    private let interrupt: Interrupt
    private let settings: PostgresSettings
    private let counter: StatementCounter
    private var session: Session?
    private let standing = Mutex(Standing())

    /// What other threads may know of the session.
    private struct Standing {
        /// Negative when there is no session.
        var socket: Int32 = -1
        var isInTransaction = false
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Throws: `PostgresError` when there is no connection within 5 seconds.
    package static func connect(_ settings: PostgresSettings, logger: Logger) async throws -> PostgresConnection {
        try await connect(settings, counter: StatementCounter(), logger: logger)
    }

    static func connect(
        _ settings: PostgresSettings, counter: StatementCounter, logger: Logger
    ) async throws -> PostgresConnection {
        let connection = try PostgresConnection(settings, counter: counter)
        try await connection.interruptible { try await connection.open() }
        logger.debug("database connected")
        return connection
    }

    private init(_ settings: PostgresSettings, counter: StatementCounter) throws {
        self.settings = settings
        self.counter = counter
        interrupt = try Interrupt()
        executor = try ThreadExecutor()
    }

    deinit {
        executor.stop()
    }

    /// False once the session has ended, by `close` or by an error that left its state open.
    package nonisolated var isOpen: Bool {
        standing.withLock { $0.socket >= 0 }
    }

    package func close() {
        endSession()
    }

    package nonisolated func perform(_ statements: [SQL]) async throws -> [StatementResult] {
        let rendered = try statements.map { try $0.rendered() }
        try Task.checkCancellation()
        return try await interruptible { try await self.run(rendered, begin: false) }
    }

    /// Runs `body` in one transaction: committed when it returns, rolled back when it throws or the task is cancelled.
    ///
    /// The transaction begins with its first statement; without one there is none.
    /// - Throws: what `body` throws, or `PostgresError`. A connection lost during the commit leaves open what happened.
    package nonisolated func transaction<R: Sendable>(
        _ body: (Transaction) async throws -> R
    ) async throws -> R {
        let transaction = Transaction(on: self)
        let value: R
        do {
            value = try await body(transaction)
            try Task.checkCancellation()
        } catch {
            transaction.end()
            await rollBack()
            throw error
        }
        let actions = transaction.end()
        // Not interruptible: to know the outcome is worth the wait.
        try await commit()
        for action in actions { action() }
        return value
    }

    /// Runs a text of any number of statements, without parameters. For migrations only: the text must be the
    /// program's own.
    package nonisolated func executeScript(_ script: String, label: String) async throws {
        try Task.checkCancellation()
        try await interruptible { try await self.run(script: script, label: label) }
    }

    nonisolated func performInTransaction(_ statements: [RenderedStatement]) async throws -> [StatementResult] {
        try Task.checkCancellation()
        return try await interruptible { try await self.run(statements, begin: true) }
    }

    /// Whether the pool may lend it again: open, not interrupted, outside a transaction, and nothing unasked came from
    /// the server. The server speaks unasked when it closes a session.
    nonisolated var isFresh: Bool {
        guard !interrupt.hasFired else { return false }
        return standing.withLock { standing in
            guard standing.socket >= 0, !standing.isInTransaction else { return false }
            var watched = pollfd(fd: standing.socket, events: Int16(POLLIN), revents: 0)
            return poll(&watched, 1, 0) == 0
        }
    }

    private nonisolated func interruptible<Value: Sendable>(
        _ work: () async throws -> Value
    ) async throws -> Value {
        try await withTaskCancellationHandler(operation: work, onCancel: { interrupt.fire() })
    }

    private func open() throws {
        let session = try Session(settings, interrupt: interrupt)
        self.session = session
        standing.withLock { $0 = Standing(socket: session.socket, isInTransaction: false) }
    }

    private func run(_ statements: [RenderedStatement], begin: Bool) throws -> [StatementResult] {
        counter.add(statements.count)
        return try withSession(statements.first.map { SQL.label(of: $0.text) } ?? "") {
            try $0.run(statements, begin: begin)
        }
    }

    private func run(script: String, label: String) throws {
        try withSession(label) { try $0.run(script: script, label: label) }
    }

    private func commit() throws {
        guard session == nil || session?.isInTransaction == true else { return }
        // A part of the body was cancelled just after its answer; its interrupt would end the wait for this one.
        if interrupt.hasFired { endSession() }
        let results = try withSession("COMMIT") {
            try $0.run([RenderedStatement(text: "COMMIT", binds: [])], begin: false)
        }
        guard results.first?.commandTag == "COMMIT" else {
            throw PostgresError(reason: "rolled back after an error", label: "COMMIT", sqlState: "25P02")
        }
    }

    /// What can not be rolled back is ended with its session.
    private func rollBack() {
        guard session?.isInTransaction == true else { return }
        do {
            _ = try withSession("ROLLBACK") {
                try $0.run([RenderedStatement(text: "ROLLBACK", binds: [])], begin: false)
            }
        } catch {
            endSession()
        }
    }

    private func withSession<Value>(_ label: @autoclosure () -> String, _ work: (Session) throws -> Value) throws
        -> Value
    {
        guard let session else { throw PostgresError.connectionLost("the connection is closed", label: label()) }
        defer {
            if session.isOpen {
                standing.withLock { $0.isInTransaction = session.isInTransaction }
            } else {
                endSession()
            }
        }
        return try work(session)
    }

    /// Forgets the socket before it is closed, so that nobody looks at another file under the same number.
    private func endSession() {
        standing.withLock { $0 = Standing() }
        session = nil
    }
}
