import Domain
import FoundationEssentials
import Logging
import Outbox
import Postgres
import ServiceLifecycle

/// Compares places that are new or changed with those that are like them, and proposes what may be one. Several
/// instances may run: each place is taken by one of them.
struct ProposeDuplicates: Service {
    /// Places a transaction: a search takes some milliseconds a place.
    static let batch = 20
    static let lookEvery = Duration.seconds(2)

    let database: PostgresPool
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        let listener = DuplicateSearches.signal.listen()
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                while try await work() > 0, !Task.isShuttingDownGracefully {}
            } catch is CancellationError {
                return
            } catch {
                logger.warning("duplicates not looked for", metadata: ["error": "\(error)"])
            }
            await listener.wait(upTo: Self.lookEvery)
        }
    }

    /// Compares some of the places that are wanted; returns how many were.
    func work() async throws -> Int {
        try await database.transaction { transaction in
            let wanted = try await DuplicateSearches.take(Self.batch, in: transaction)
            try await compare(Array(Set(wanted)).sorted(), in: transaction)
            return wanted.count
        }
    }

    private func compare(_ places: [Place.ID], in transaction: Transaction) async throws {
        guard !places.isEmpty else { return }
        let pairs = try await DuplicateCandidates.pairs(of: places, on: transaction)
        let kept = try await DuplicateStore.kept(with: places, on: transaction)
        let plan = ProposalPlan(pairs, kept: kept)
        try await DuplicateStore.propose(plan.proposed, at: now(), in: transaction)
        try await DuplicateStore.withdraw(plan.withdrawn, in: transaction)
    }
}

/// What a search changes in what is proposed. Pure.
struct ProposalPlan: Sendable {
    private(set) var proposed: [DuplicateStore.Proposable] = []
    private(set) var withdrawn: [Duplicate.ID] = []

    init(_ pairs: [DuplicateCandidates.Pair], kept: [DuplicateStore.Kept]) {
        struct Key: Hashable {
            let first: Place.ID
            let second: Place.ID
        }
        var rest = Dictionary(
            kept.map { (Key(first: $0.firstId, second: $0.secondId), $0) }, uniquingKeysWith: { first, _ in first })
        for pair in pairs {
            let resemblance = pair.resemblance
            guard resemblance.isProposed else { continue }
            let known = rest.removeValue(forKey: Key(first: pair.firstId, second: pair.secondId))
            if known?.staysDismissed(pair.first, pair.second) == true { continue }
            proposed.append(.init(pair: pair, resemblance: resemblance, decidedAt: known?.decidedAt))
        }
        withdrawn = rest.values.filter { $0.state == DuplicateStore.State.open.rawValue }.map(\.id)
    }
}
