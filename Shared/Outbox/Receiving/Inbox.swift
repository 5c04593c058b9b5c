package import Domain
import FoundationEssentials
package import Logging
package import Messaging
import Metrics
package import Postgres
import ServiceLifecycle

/// Applies the events of one queue, each once in effect, in the order of each aggregate's versions.
///
/// A delivery is acknowledged only after the transaction with its effect is committed. What fails is set aside with its
/// reason and tried again later, so it never blocks the queue; what fails because the database is away waits for it.
package final class Inbox: Service {
    /// So many at most share a transaction. Half of the prefetch: the other half arrives meanwhile.
    static let batch = 32
    /// How often an event is tried in place while the database refuses for a reason that passes.
    static let triesInPlace = 3
    /// At so many starts of its handler without an end an event is taken for what kills the process.
    static let mostStarts = 3
    private static let firstProbe = Duration.milliseconds(200)
    private static let lastProbe = Duration.seconds(5)

    private let database: PostgresPool
    private let consumer: Consumer
    private let applier: EventApplier
    private let ladder: RetryLadder
    private let backfill: Backfill
    private let logger: Logger

    /// The concern names the queue and the rows of this consumer; it is never renamed.
    package init(
        _ concern: String,
        of service: ServiceName,
        reactions: [Reaction],
        database: PostgresPool,
        broker: BrokerSettings,
        ladder: RetryLadder = .usual,
        logger: Logger
    ) {
        let name = "\(service.rawValue).\(concern)"
        let backfill = Backfill(
            consumer: name, reactions: reactions, database: database, broker: broker, logger: logger)
        self.database = database
        self.ladder = ladder
        self.backfill = backfill
        self.applier = EventApplier(consumer: name, reactions: reactions, database: database, logger: logger)
        self.consumer = Consumer(
            broker,
            queue: Topology.eventQueue(of: service, concern: concern),
            bindings: Self.bindings(of: reactions),
            // What was told before the queue was there is asked for.
            beforeCreating: { try await backfill.wantAll() },
            logger: logger)
        self.logger = logger
    }

    /// What a queue has to be bound to for these reactions.
    package static func bindings(of reactions: [Reaction]) -> [(exchange: String, key: String)] {
        reactions.flatMap { reaction in
            reaction.types.map { (Topology.exchange(of: reaction.owner), Topology.bindingKey(type: $0)) }
        }
    }

    package var isConnected: Bool {
        consumer.isConnected
    }

    package var trouble: String? {
        consumer.trouble
    }

    package func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { [consumer] in try await consumer.run() }
            group.addTask { [self] in await consume() }
            group.addTask { [applier, ladder] in
                await cancelWhenGracefulShutdown { await Retries(applier: applier, ladder: ladder).run() }
            }
            group.addTask { [backfill, consumer] in
                await cancelWhenGracefulShutdown { await backfill.run { consumer.isConnected } }
            }
            try await group.waitForAll()
        }
    }

    private func consume() async {
        while true {
            let deliveries = await consumer.nextBatch(upTo: Self.batch)
            guard !deliveries.isEmpty else { return }
            for part in Self.parts(of: deliveries) {
                guard await settle(part) else { return }
                FailPoint.reached("inbox.committed")
                consumer.acknowledge(part)
            }
        }
    }

    /// Splits deliveries, in their order, so that each redelivered one is alone: one of them may be what killed the
    /// process before.
    static func parts(of deliveries: [Delivery]) -> [[Delivery]] {
        var parts: [[Delivery]] = []
        var joins = false
        for delivery in deliveries {
            if joins, !delivery.redelivered {
                parts[parts.count - 1].append(delivery)
            } else {
                parts.append([delivery])
            }
            joins = !delivery.redelivered
        }
        return parts
    }

    /// Applies or sets aside; returns false when the task was cancelled before either was certain, so that the
    /// deliveries must stay with the broker.
    private func settle(_ deliveries: [Delivery]) async -> Bool {
        if deliveries.count > 1, await settleTogether(deliveries) { return true }
        for delivery in deliveries {
            guard await settle(delivery) else { return false }
        }
        return true
    }

    /// All in one transaction; false when they have to be taken one by one.
    private func settleTogether(_ deliveries: [Delivery]) async -> Bool {
        do {
            var events: [ReceivedEvent] = []
            for delivery in deliveries {
                guard let event = try applier.read(delivery) else { return false }
                events.append(event)
            }
            try await applier.apply(events)
            return true
        } catch {
            return false
        }
    }

    private func settle(_ delivery: Delivery) async -> Bool {
        let event: ReceivedEvent
        do {
            guard let read = try applier.read(delivery) else {
                applier.count(type: delivery.type, .unknownType)
                return true
            }
            event = read
        } catch {
            let key = ReceivedEvent.Key(unreadable: delivery, for: applier.consumer)
            return await park(key, delivery, as: .dead, because: "\(error)")
        }
        if delivery.redelivered {
            let starts = await whileDatabaseIsThere { [database] in
                try await InboxStore.recordStart(event.key, on: database) ?? 0
            }
            guard let starts else { return false }
            if starts >= Self.mostStarts {
                let error = "the process ended \(starts) times while it was handled"
                return await park(event.key, delivery, as: .crash, because: error)
            }
        }
        if await settle(event, delivery) { return true }
        if delivery.redelivered {
            // We were asked to stop: that is no crash. A cancelled task can ask nothing of the database.
            await Task { [database] in try? await InboxStore.withdrawStart(event.key, on: database) }.value
        }
        return false
    }

    private func settle(_ event: ReceivedEvent, _ delivery: Delivery) async -> Bool {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await applier.apply([event])
                return true
            } catch is CancellationError {
                return false
            } catch let error as PostgresError where error.isOutage {
                await waitForDatabase(because: error)
            } catch let error as PostgresError where error.isTemporary && failures + 1 < Self.triesInPlace {
                failures += 1
            } catch let error as UnreadableEvent {
                return await park(event.key, delivery, as: .dead, because: "\(error)")
            } catch {
                return await park(event.key, delivery, as: .retry, because: "\(error)")
            }
        }
        return false
    }

    /// Sets a delivery aside; false when the task was cancelled before.
    private func park(
        _ key: ReceivedEvent.Key, _ delivery: Delivery, as reason: ParkedStore.Reason, because error: String
    ) async -> Bool {
        logger.error(
            "event set aside",
            metadata: [
                "consumer": "\(applier.consumer)", "event": "\(key.eventID)", "type": "\(delivery.type)",
                "reason": "\(reason.rawValue)", "error": "\(error)",
            ])
        let wait = reason == .retry ? ladder.wait(after: 0) : nil
        let done: Void? = await whileDatabaseIsThere { [database] in
            try await database.transaction { transaction in
                try await InboxStore.recordReceipt(key, in: transaction)
                try await ParkedStore.insert(
                    key, type: delivery.type, envelope: Data(delivery.body),
                    republished: delivery.headers[ReceivedEvent.republishedHeader] != nil, reason: reason,
                    error: error.replacing("\0", with: "\u{FFFD}"), after: wait, in: transaction)
            }
        }
        guard done != nil else { return false }
        Counter(label: "parked_total", dimensions: [("type", delivery.type), ("reason", reason.rawValue)]).increment()
        return true
    }

    /// Repeats until it succeeds; nil when the task was cancelled before.
    private func whileDatabaseIsThere<Value: Sendable>(_ work: () async throws -> Value) async -> Value? {
        while !Task.isCancelled {
            do {
                return try await work()
            } catch is CancellationError {
                return nil
            } catch {
                await waitForDatabase(because: error)
            }
        }
        return nil
    }

    /// Takes no further delivery and burns no attempt while the database is away.
    private func waitForDatabase(because error: any Error) async {
        logger.warning(
            "deliveries wait for the database",
            metadata: ["consumer": "\(applier.consumer)", "error": "\(error)"])
        var pause = Self.firstProbe
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.lastProbe)
            if await database.probe() { return }
        }
    }
}
