/// Tasks that wait for a connection, in the order in which they came.
struct WaitingLine {
    /// What a waiter is given: a connection, or the right to open one.
    enum Grant: Sendable {
        case connection(PostgresConnection)
        case slot
    }

    typealias Waiter = CheckedContinuation<Grant, any Error>

    private var waiters: [Int: (waiter: Waiter, deadline: ContinuousClock.Instant)] = [:]
    private var first = 0
    private var next = 0

    var count: Int { waiters.count }

    /// A place, yet to be taken by `enter`.
    mutating func ticket() -> Int {
        next += 1
        return next - 1
    }

    mutating func enter(_ waiter: Waiter, ticket: Int, deadline: ContinuousClock.Instant) {
        waiters[ticket] = (waiter, deadline)
        first = min(first, ticket)
    }

    mutating func leave(ticket: Int) -> Waiter? {
        waiters.removeValue(forKey: ticket)?.waiter
    }

    mutating func popFirst() -> Waiter? {
        skipEmptyPlaces()
        return leave(ticket: first)
    }

    /// When the first in the line has waited enough; nil for an empty line.
    mutating func firstDeadline() -> ContinuousClock.Instant? {
        skipEmptyPlaces()
        return waiters[first]?.deadline
    }

    private mutating func skipEmptyPlaces() {
        guard !waiters.isEmpty else {
            first = next
            return
        }
        while waiters[first] == nil { first += 1 }
    }
}
