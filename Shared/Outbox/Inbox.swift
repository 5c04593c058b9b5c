package import Domain
import FoundationEssentials
package import Logging
package import Messaging
import Metrics
package import Postgres
import ServiceLifecycle

/// Applies the events of one queue, each once in effect, in the order of each aggregate's versions.
///
/// A delivery is acknowledged only after the transaction with its effect is committed. What fails for good is set aside
/// with its reason, so it never blocks the queue; what fails because the database is away waits for the database.
package final class Inbox: Service {
    /// How often an event is tried in place while the database refuses for a reason that passes.
    static let triesInPlace = 20
    static let probeEvery = Duration.seconds(5)

    private let name: String
    private let reactions: [String: Reaction]
    private let database: PostgresPool
    private let consumer: Consumer
    private let logger: Logger

    /// The concern names the queue and the rows of this consumer; it is never renamed.
    package init(
        _ concern: String,
        of service: ServiceName,
        reactions: [Reaction],
        database: PostgresPool,
        broker: BrokerSettings,
        logger: Logger
    ) {
        self.name = "\(service.rawValue).\(concern)"
        self.reactions = Dictionary(reactions.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })
        self.database = database
        self.consumer = Consumer(
            broker,
            queue: Topology.eventQueue(of: service, concern: concern),
            bindings: reactions.map { (Topology.exchange(of: $0.owner), Topology.bindingKey(type: $0.type)) },
            logger: logger
        )
        self.logger = logger
    }

    package var isConnected: Bool {
        consumer.isConnected
    }

    package func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { [consumer] in try await consumer.run() }
            group.addTask { [self] in
                for await delivery in consumer.deliveries {
                    guard await settle(delivery) else { return }
                    FailPoint.reached("inbox.committed")
                    consumer.acknowledge(delivery)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Applies or sets aside; returns false when the task was cancelled before either was certain, so that the
    /// delivery must stay with the broker.
    private func settle(_ delivery: Delivery) async -> Bool {
        var failures = 0
        while !Task.isCancelled {
            do {
                let outcome = try await apply(delivery)
                Counter(label: "consumed_total", dimensions: [("type", delivery.type), ("outcome", outcome.rawValue)])
                    .increment()
                if outcome == .duplicate { Counter(label: "duplicates_total").increment() }
                return true
            } catch is CancellationError {
                return false
            } catch let error as PostgresError where error.isConnectionLost {
                await waitForDatabase()
            } catch let error as PostgresError where error.isTemporary && failures + 1 < Self.triesInPlace {
                failures += 1
                // Conflicts are gone at once; what is still there after three tries needs its time.
                if failures >= 3 { try? await Task.sleep(for: .seconds(min(failures - 2, 5))) }
            } catch {
                if await park(delivery, because: error) { return true }
            }
        }
        return false
    }

    /// Takes no further delivery and burns no attempt while the database is away.
    private func waitForDatabase() async {
        logger.warning("database away, deliveries wait", metadata: ["consumer": "\(name)"])
        while !Task.isCancelled, await !database.probe() {
            try? await Task.sleep(for: Self.probeEvery)
        }
    }

    private func apply(_ delivery: Delivery) async throws -> Outcome {
        guard let reaction = reactions[delivery.type] else { return .unknownType }
        let body = Data(delivery.body)
        let header: CloudEventHeader
        do {
            header = try JSON.decode(CloudEventHeader.self, from: body)
        } catch {
            throw UnreadableEvent(reason: "\(error)")
        }
        guard let aggregate = UUID(uuidString: header.subject), let version = header.version,
            header.type == delivery.type
        else { throw UnreadableEvent(reason: "subject, sequence or type") }
        let trace = header.traceparent.flatMap(TraceContext.init(traceparent:))?.child()
        return try await TraceContext.$current.withValue(trace) {
            let key = InboxStore.Key(
                consumer: name, eventID: header.id.uuid, aggregateType: Self.aggregateType(of: header.type),
                aggregateID: aggregate, version: version)
            let outcome = try await database.transaction { transaction in
                switch try await InboxStore.claim(key, in: transaction) {
                case .duplicate: return Outcome.duplicate
                case .behind:
                    try await InboxStore.park(
                        key, type: header.type, envelope: body, reason: .behind, error: nil, in: transaction)
                    return .behind
                case .stale: return .stale
                case .fresh:
                    try await reaction.apply(body, transaction)
                    FailPoint.reached("inbox.handled")
                    return .applied
                }
            }
            logger.info(
                "event consumed",
                metadata: [
                    "consumer": "\(name)", "event": "\(delivery.messageID)", "type": "\(delivery.type)",
                    "outcome": "\(outcome.rawValue)",
                ])
            return outcome
        }
    }

    /// Sets a delivery aside as dead; false when even that failed and the delivery must be tried again.
    private func park(_ delivery: Delivery, because error: any Error) async -> Bool {
        logger.error(
            "event set aside",
            metadata: [
                "consumer": "\(name)", "event": "\(delivery.messageID)", "type": "\(delivery.type)",
                "error": "\(error)",
            ])
        let body = Data(delivery.body)
        let header = try? JSON.decode(CloudEventHeader.self, from: body)
        let key = InboxStore.Key(
            consumer: name,
            eventID: header?.id.uuid ?? UUID(uuidString: delivery.messageID) ?? .version7(),
            aggregateType: header.map { Self.aggregateType(of: $0.type) },
            aggregateID: header.flatMap { UUID(uuidString: $0.subject) },
            version: header?.version
        )
        do {
            try await database.transaction { transaction in
                try await InboxStore.recordReceipt(key, in: transaction)
                try await InboxStore.park(
                    key, type: delivery.type, envelope: body, reason: .dead, error: "\(error)", in: transaction)
            }
            Counter(label: "dead_total", dimensions: [("type", delivery.type)]).increment()
            return true
        } catch {
            await waitForDatabase()
            return false
        }
    }

    /// `offer` in `jobs-board.offer.published.v1`.
    private static func aggregateType(of type: String) -> String {
        let parts = type.split(separator: ".")
        return parts.count > 1 ? String(parts[1]) : type
    }
}

extension Inbox {
    /// What became of a delivery.
    enum Outcome: String, Sendable {
        case applied, duplicate, stale, behind
        case unknownType = "unknown_type"
    }
}
