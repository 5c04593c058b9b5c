import Domain
import FoundationEssentials
import Logging
import Messaging
import Metrics
import Postgres

/// Applies events inside transactions that also record their receipt, for one consumer.
struct EventApplier: Sendable {
    let consumer: String
    let database: PostgresPool
    let logger: Logger
    private let reactions: [String: Reaction]

    init(consumer: String, reactions: [Reaction], database: PostgresPool, logger: Logger) {
        self.consumer = consumer
        self.database = database
        self.logger = logger
        self.reactions = Dictionary(
            reactions.flatMap { reaction in reaction.types.map { ($0, reaction) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Reads an event; nil when nobody here reacts to its type.
    /// - Throws: `UnreadableEvent`.
    func read(type: String, body: Data, republished: Bool) throws -> ReceivedEvent? {
        guard let reaction = reactions[type] else { return nil }
        return try ReceivedEvent(type: type, body: body, republished: republished, for: consumer, reaction)
    }

    func read(_ delivery: Delivery) throws -> ReceivedEvent? {
        try read(
            type: delivery.type, body: Data(delivery.body),
            republished: delivery.headers[ReceivedEvent.republishedHeader] != nil)
    }

    /// Applies events in order, all in one transaction: all of them, or none when it throws.
    func apply(_ events: [ReceivedEvent]) async throws {
        let outcomes = try await database.transaction { transaction in
            let claims = try await InboxStore.claim(events.map(\.key), in: transaction)
            try Self.checkOrder(of: events, claims)
            var outcomes: [Outcome] = []
            for (event, claim) in zip(events, claims) {
                outcomes.append(try await apply(event, claim, in: transaction))
            }
            return outcomes
        }
        for (event, outcome) in zip(events, outcomes) { count(event, outcome) }
    }

    private struct Overtaken: Error {}

    /// What an aggregate's later event waits behind may be resolved between two claims; then it must not pass the earlier
    /// one, and all are claimed again.
    private static func checkOrder(of events: [ReceivedEvent], _ claims: [InboxStore.Claim]) throws {
        var waiting: Set<UUID> = []
        for (event, claim) in zip(events, claims) {
            guard let aggregate = event.key.aggregateID else { continue }
            if case .behind = claim { waiting.insert(aggregate) }
            if case .fresh = claim, waiting.contains(aggregate) { throw Overtaken() }
        }
    }

    private func apply(
        _ event: ReceivedEvent, _ claim: InboxStore.Claim, in transaction: Transaction
    ) async throws -> Outcome {
        switch claim {
        case .duplicate: return .duplicate
        case .stale: return .stale
        case .behind:
            try await ParkedStore.insert(event, reason: .behind, in: transaction)
            return .behind
        case .fresh:
            try await handle(event, in: transaction)
            return .applied
        }
    }

    private struct AlreadyResolved: Error {}

    /// Applies an event that was set aside, and resolves it. Does nothing when somebody else has resolved it.
    func applyParked(_ event: ReceivedEvent) async throws {
        do {
            try await applyUnresolved(event)
        } catch is AlreadyResolved {
            count(event, .duplicate)
        }
    }

    private func applyUnresolved(_ event: ReceivedEvent) async throws {
        let outcome = try await database.transaction { transaction -> Outcome in
            let isNewest = try await InboxStore.moveCursor(event.key, in: transaction)
            let resolution: ParkedStore.Resolution = isNewest ? .applied : .stale
            guard try await ParkedStore.resolve(event.key, as: resolution, in: transaction) else {
                throw AlreadyResolved()
            }
            guard isNewest else { return .stale }
            try await handle(event, in: transaction)
            return .applied
        }
        count(event, outcome)
    }

    private func handle(_ event: ReceivedEvent, in transaction: Transaction) async throws {
        try await TraceContext.$current.withValue(event.trace) {
            FailPoint.reached("inbox.handling", of: event.key.aggregateID)
            try await event.reaction.apply(event.body, event.republished, transaction)
            FailPoint.reached("inbox.handled", of: event.key.aggregateID)
        }
    }

    private func count(_ event: ReceivedEvent, _ outcome: Outcome) {
        count(type: event.type, outcome)
        TraceContext.$current.withValue(event.trace) {
            logger.info(
                "event consumed",
                metadata: [
                    "consumer": "\(consumer)", "event": "\(event.key.eventID)", "type": "\(event.type)",
                    "outcome": "\(outcome.rawValue)",
                ])
        }
    }

    func count(type: String, _ outcome: Outcome) {
        Counter(label: "consumed_total", dimensions: [("type", type), ("outcome", outcome.rawValue)]).increment()
        if outcome == .duplicate { Counter(label: "duplicates_total").increment() }
    }
}

/// What became of an event.
enum Outcome: String, Sendable {
    case applied, duplicate, stale, behind
    case unknownType = "unknown_type"
}
