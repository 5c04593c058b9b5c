import Domain
import FoundationEssentials
package import Logging
package import Messaging
import Metrics
package import Postgres
import ServiceLifecycle
import Synchronization

/// Publishes the outbox: one relay of a service leads, and marks an event only when the broker has confirmed it.
///
/// A crash at any point between commit and mark sends the event again with the same identifier; the consumers' inbox
/// drops the second. Leading means holding a session lock on the very connection that selects and marks, so a relay
/// that lost the lock can no longer mark.
package final class Relay: Service {
    /// How many rows one look takes: the window of confirms in flight.
    static let batch = 500
    static let lookEvery = Duration.milliseconds(500)
    static let leadRetryEvery = Duration.seconds(2)
    /// While the broker is waited for, so that the session is not taken for that of a frozen process.
    static let signOfLifeEvery = Duration.seconds(4)
    /// For the settings: the database ends the session of a relay that is frozen, and so frees the lead.
    package static let idleSessionTimeout = Duration.seconds(10)
    /// After so many refusals by a broker that is otherwise well, an event is parked for a person to look at.
    static let maximumRefusals = 20

    private let settings: PostgresSettings
    private let publisher: Publisher
    private let logger: Logger
    private let leading = Mutex(false)

    package init(_ settings: PostgresSettings, publisher: Publisher, logger: Logger) {
        self.settings = settings
        self.publisher = publisher
        self.logger = logger
    }

    package var isLeader: Bool {
        leading.withLock { $0 }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                do {
                    try await lead()
                } catch is CancellationError {
                    break
                } catch {
                    logger.warning("relay interrupted", metadata: ["error": "\(error)"])
                }
                leading.withLock { $0 = false }
                try? await Task.sleep(for: Self.leadRetryEvery)
            }
            leading.withLock { $0 = false }
        }
    }

    /// Waits until this relay leads, then publishes until its connection or its task ends.
    private func lead() async throws {
        let connection = try await PostgresConnection.connect(settings, logger: logger)
        do {
            // A mark that a crash of the database forgets only sends its event again, which each inbox drops; so no
            // event waits for the disk because of the marks of those before it.
            _ = try await connection.execute("SET synchronous_commit = off")
            while try await !connection.one("SELECT pg_try_advisory_lock(hashtext('outbox.relay'))", as: Bool.self) {
                try await Task.sleep(for: Self.leadRetryEvery)
            }
            leading.withLock { $0 = true }
            logger.info("relay leads")
            try await publishForEver(on: connection)
        } catch {
            await connection.close()
            throw error
        }
    }

    private func publishForEver(on connection: PostgresConnection) async throws {
        let housekeeping = Housekeeping(connection: connection, logger: logger)
        let signals = CommitSignal.shared.listen()
        while true {
            try await waitForBroker(on: connection)
            if try await publishBatch(on: connection) == Self.batch { continue }
            await housekeeping.runWhenDue()
            await signals.wait(upTo: Self.lookEvery)
        }
    }

    private func waitForBroker(on connection: PostgresConnection) async throws {
        while !publisher.isReady {
            await givingSignsOfLife(on: connection) { [publisher] in await publisher.waitUntilReady() }
            try Task.checkCancellation()
        }
    }

    /// Waits for something else while the session says now and then that it is there.
    private func givingSignsOfLife<Value: Sendable>(
        on connection: PostgresConnection, _ wait: @escaping @Sendable () async -> Value
    ) async -> Value {
        let signs = Task {
            while true {
                do { try await Task.sleep(for: Self.signOfLifeEvery) } catch { return }
                // Not cancelled in the midst: that would end the session.
                let session = Task { try await connection.one("SELECT 1", as: Int.self) }
                if case .failure(let error) = await session.result {
                    // The lock went with the session; what is waited for is no longer ours to mark.
                    logger.warning("relay lost its session", metadata: ["error": "\(error)"])
                    leading.withLock { $0 = false }
                    return
                }
            }
        }
        let value = await wait()
        signs.cancel()
        await signs.value
        return value
    }

    /// Publishes up to a batch of waiting events; returns how many rows were taken.
    private func publishBatch(on connection: PostgresConnection) async throws -> Int {
        let rows = try await OutboxStore.waiting(limit: Self.batch, on: connection)
        var held: Set<String> = []
        for wave in OutboxRow.waves(rows) {
            let sent = wave.filter { !held.contains($0.aggregate) }
            guard !sent.isEmpty else { continue }
            try Task.checkCancellation()
            // A wave that was begun is ended and marked, also when the process is asked to stop meanwhile: what the
            // broker confirmed would be sent a second time.
            held.formUnion(try await Task { try await publish(sent, on: connection) }.value)
        }
        return held.isEmpty ? rows.count : 0
    }

    /// Publishes one wave and marks what was confirmed; returns the aggregates of what was not.
    private func publish(_ sent: [OutboxRow], on connection: PostgresConnection) async throws -> Set<String> {
        var held: Set<String> = []
        let messages = sent.map(\.message)
        let outcomes = await givingSignsOfLife(on: connection) { [publisher] in await publisher.publish(messages) }
        var published: [OutboxRow] = []
        var unroutable: [OutboxRow] = []
        for (row, outcome) in zip(sent, outcomes) {
            switch outcome {
            case .confirmed: published.append(row)
            case .unroutable: unroutable.append(row)
            case .refused, .lost:
                held.insert(row.aggregate)
                try await postpone(row, refused: outcome == .refused, on: connection)
            }
        }
        FailPoint.reached("relay.confirmed")
        try await OutboxStore.mark(published, unroutable: unroutable, on: connection)
        Counter(label: "published_total").increment(by: published.count + unroutable.count)
        for row in published + unroutable { logPublished(row) }
        for row in unroutable {
            Counter(label: "outbox_unroutable_total", dimensions: [("type", row.type)]).increment()
        }
        return held
    }

    /// The step of a trace between the request that changed something and those who hear of it.
    private func logPublished(_ row: OutboxRow) {
        TraceContext.$current.withValue(row.traceparent.flatMap(TraceContext.init(traceparent:))) {
            logger.info("event published", metadata: ["event": "\(row.eventId)", "type": "\(row.type)"])
        }
    }

    private func postpone(_ row: OutboxRow, refused: Bool, on connection: PostgresConnection) async throws {
        let parks = refused && row.attempts + 1 >= Self.maximumRefusals
        try await OutboxStore.postpone(row, refused: refused, park: parks, on: connection)
        logger.warning(
            "event not published",
            metadata: [
                "event": "\(row.eventId)", "type": "\(row.type)", "refused": "\(refused)", "parked": "\(parks)",
            ])
    }
}
