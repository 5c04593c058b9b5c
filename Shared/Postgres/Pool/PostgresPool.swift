package import Logging
import ServiceLifecycle
import Synchronization

/// What a pool is doing.
package struct PoolStatistics: Sendable {
    /// Connections that exist or are being made.
    package let open: Int
    package let idle: Int
    /// Tasks that wait for a connection.
    package let waiting: Int
    /// Statements sent since the start, without the beginnings and ends of transactions and without probes.
    package let statements: Int
}

/// Lends connections to one database, opened when they are needed. Those who must wait are served in turn.
package final class PostgresPool: QueryRunner, Service {
    static let patience = Duration.seconds(5)

    private struct State {
        /// The last returned is the first lent, so that its caches are warm.
        var idle: [PostgresConnection] = []
        var open = 0
        var line = WaitingLine()
        var isRetired = false
        var isSweeping = false
    }

    private let settings: PostgresSettings
    private let logger: Logger
    private let counter = StatementCounter()
    private let state = Mutex(State())

    package init(_ settings: PostgresSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Waits for the graceful shutdown, then closes what is idle, and from then on what is given back.
    package func run() async throws {
        try? await gracefulShutdown()
        let idle = state.withLock { state in
            state.isRetired = true
            state.open -= state.idle.count
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { await connection.close() }
    }

    package var statistics: PoolStatistics {
        state.withLock { state in
            PoolStatistics(
                open: state.open, idle: state.idle.count, waiting: state.line.count, statements: counter.value)
        }
    }

    /// Whether the database answers. Sends no statement.
    package func probe() async -> Bool {
        (try? await perform([])) != nil
    }

    package func perform(_ statements: [SQL]) async throws -> [StatementResult] {
        try await withConnection { try await $0.perform(statements) }
    }

    /// As `PostgresConnection.transaction`, on a connection of the pool.
    package func transaction<R: Sendable>(_ body: (Transaction) async throws -> R) async throws -> R {
        try await withConnection { try await $0.transaction(body) }
    }

    /// Lends one connection. What `body` sets on the session stays with it.
    /// - Throws: `PostgresError` when none is free or can be made within 5 seconds.
    package func withConnection<R: Sendable>(_ body: (PostgresConnection) async throws -> R) async throws -> R {
        let connection = try await lease()
        defer { giveBack(connection) }
        return try await body(connection)
    }

    private func lease() async throws -> PostgresConnection {
        try Task.checkCancellation()
        let grant =
            if let grant = state.withLock({ Self.take(from: &$0, limit: settings.connections) }) {
                grant
            } else {
                try await waitInLine()
            }
        switch grant {
        case .connection(let connection): return connection
        case .slot:
            do {
                return try await PostgresConnection.connect(settings, counter: counter, logger: logger)
            } catch {
                freeSlot()
                throw error
            }
        }
    }

    /// An idle connection that is still good, or the right to open one.
    private static func take(from state: inout State, limit: Int) -> WaitingLine.Grant? {
        while let connection = state.idle.popLast() {
            if connection.isFresh { return .connection(connection) }
            state.open -= 1
        }
        guard state.open < limit else { return nil }
        state.open += 1
        return .slot
    }

    private func waitInLine() async throws -> WaitingLine.Grant {
        let ticket = state.withLock { $0.line.ticket() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let deadline = ContinuousClock.now + Self.patience
                let outcome: Result<WaitingLine.Grant, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if let grant = Self.take(from: &state, limit: settings.connections) { return .success(grant) }
                    state.line.enter(waiter, ticket: ticket, deadline: deadline)
                    return nil
                }
                if let outcome { waiter.resume(with: outcome) } else { sweep() }
            }
        } onCancel: {
            state.withLock { $0.line.leave(ticket: ticket) }?.resume(throwing: CancellationError())
        }
    }

    private func giveBack(_ connection: PostgresConnection) {
        guard connection.isFresh else { return freeSlot() }
        let waiter = state.withLock { state in
            let waiter = state.line.popFirst()
            if waiter == nil {
                if state.isRetired { state.open -= 1 } else { state.idle.append(connection) }
            }
            return waiter
        }
        waiter?.resume(returning: .connection(connection))
    }

    /// Passes the right to open a connection on to who waits longest.
    private func freeSlot() {
        let waiter = state.withLock { state in
            let waiter = state.line.popFirst()
            if waiter == nil { state.open -= 1 }
            return waiter
        }
        waiter?.resume(returning: .slot)
    }

    /// Sees to it that nobody waits too long. One task does so for all who wait, and ends when nobody does: a timer for
    /// each would cost more than most statements.
    private func sweep() {
        let isNeeded = state.withLock { state in
            defer { state.isSweeping = true }
            return !state.isSweeping
        }
        guard isNeeded else { return }
        Task { [weak self] in
            while let deadline = self?.nextDeadline() {
                try? await Task.sleep(until: deadline, clock: .continuous)
                self?.dismissLate()
            }
        }
    }

    private func nextDeadline() -> ContinuousClock.Instant? {
        state.withLock { state in
            let deadline = state.line.firstDeadline()
            if deadline == nil { state.isSweeping = false }
            return deadline
        }
    }

    private func dismissLate() {
        let now = ContinuousClock.now
        let late = state.withLock { state in
            var late: [WaitingLine.Waiter] = []
            while let deadline = state.line.firstDeadline(), deadline <= now, let waiter = state.line.popFirst() {
                late.append(waiter)
            }
            return late
        }
        for waiter in late {
            waiter.resume(
                throwing: PostgresError(
                    reason: "no connection became free within \(Self.patience)", label: "", isRetriable: true))
        }
    }
}
