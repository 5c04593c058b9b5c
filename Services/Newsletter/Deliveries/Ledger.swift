import FoundationEssentials
import Postgres
import Synchronization

/// What the sessions of one sender record, gathered so that all sessions share a commit: while one transaction is
/// under way the next one's entries collect.
final class Ledger: Sendable {
    private enum Entry: Sendable {
        case take(CheckedContinuation<Delivery?, any Error>)
        case claim(Delivery.ID, CheckedContinuation<Bool, any Error>)
        case settle(Delivery.ID, Delivery.Outcome, CheckedContinuation<Void, any Error>)

        func fail(_ error: any Error) {
            switch self {
            case .take(let waiter): waiter.resume(throwing: error)
            case .claim(_, let waiter): waiter.resume(throwing: error)
            case .settle(_, _, let waiter): waiter.resume(throwing: error)
            }
        }
    }

    private struct State {
        var entries: [Entry] = []
        var held: Set<Delivery.ID> = []
        var isClosed = false
    }

    private let database: PostgresPool
    /// Names this sender in the rows that it holds.
    private let holder = UUID()
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(database: PostgresPool) {
        self.database = database
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// A delivery that is due and that nobody else works on; nil when there is none.
    func take() async throws -> Delivery? {
        try await withCheckedThrowingContinuation { add(.take($0)) }
    }

    /// Records that a delivery is about to be sent, and returns once that is committed. False: it must not be sent.
    func claim(_ id: Delivery.ID) async throws -> Bool {
        try await withCheckedThrowingContinuation { add(.claim(id, $0)) }
    }

    /// Records what became of a delivery that was taken.
    func settle(_ id: Delivery.ID, as outcome: Delivery.Outcome) async throws {
        try await withCheckedThrowingContinuation { add(.settle(id, outcome, $0)) }
    }

    /// Writes what is entered until the task is cancelled; then every entry fails.
    func run() async {
        for await _ in signals {
            let entries = state.withLock { state in
                defer { state.entries = [] }
                return state.entries
            }
            if !entries.isEmpty { await write(entries) }
        }
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.entries = [] }
            return state.entries
        }
        for entry in left { entry.fail(CancellationError()) }
    }

    func renewLeases() async throws {
        try await DeliveryStore.renewLeases(of: Array(state.withLock(\.held)), by: holder, on: database)
    }

    private func add(_ entry: Entry) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.entries.append(entry) }
            return state.isClosed
        }
        if isClosed { entry.fail(CancellationError()) } else { signal.yield() }
    }

    private func write(_ entries: [Entry]) async {
        do {
            let (claimed, taken) = try await record(entries)
            var next = taken.makeIterator()
            state.withLock { state in
                // In the order in which they were written: what was handed back may be taken again at once.
                for case .settle(let id, _, _) in entries { state.held.remove(id) }
                for delivery in taken { state.held.insert(delivery.id) }
            }
            for entry in entries {
                switch entry {
                case .take(let waiter): waiter.resume(returning: next.next())
                case .claim(let id, let waiter): waiter.resume(returning: claimed.contains(id))
                case .settle(_, _, let waiter): waiter.resume()
                }
            }
        } catch {
            for entry in entries { entry.fail(error) }
        }
    }

    private func record(_ entries: [Entry]) async throws -> (claimed: Set<Delivery.ID>, taken: [Delivery]) {
        var settlements: [SQL] = []
        var claims: [Delivery.ID] = []
        var takes = 0
        for entry in entries {
            switch entry {
            case .settle(let id, let outcome, _):
                settlements.append(DeliveryStore.settling(id, as: outcome, by: holder))
            case .claim(let id, _): claims.append(id)
            case .take: takes += 1
            }
        }
        let (holder, ids, count) = (holder, claims, takes)
        return try await database.transaction { [settlements] transaction in
            if !settlements.isEmpty { _ = try await transaction.batch(settlements) }
            let claimed = ids.isEmpty ? [] : try await DeliveryStore.claim(ids, by: holder, in: transaction)
            let taken = count == 0 ? [] : try await DeliveryStore.take(count, for: holder, in: transaction)
            return (Set(claimed), taken)
        }
    }
}
