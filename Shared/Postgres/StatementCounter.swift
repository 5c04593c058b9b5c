import Synchronization

/// How many statements were sent, but for the beginnings and ends of transactions.
final class StatementCounter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .relaxed) }

    func add(_ statements: Int) {
        count.wrappingAdd(statements, ordering: .relaxed)
    }
}
