import Domain
import FoundationEssentials
import Logging
import Metrics
import Outbox
import Postgres
import ServiceLifecycle

/// Attempts the deliveries that are due, under a retry clock of their own. Several instances may run: each delivery is
/// leased to one of them, and a lease that ends with its instance makes the delivery due again, with the same
/// identifier.
struct SendDeliveries: Service {
    static let atOnce = 16
    static let atOnceEach = 4
    static let lookEvery = Duration.milliseconds(500)
    /// Longer than an attempt may take.
    static let lease = Duration.seconds(60)

    let database: PostgresPool
    let sender: WebhookSender
    let signal: CommitSignal
    let now: @Sendable () -> Date
    let logger: Logger

    /// At the end of the process nothing more is claimed, and what was begun is ended.
    func run() async throws {
        let listener = signal.listen()
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                while running >= Self.atOnce, await group.next() != nil { running -= 1 }
                let due = await claim(limit: Self.atOnce - running)
                for delivery in due {
                    running += 1
                    group.addTask { await attempt(delivery) }
                }
                if due.isEmpty { await listener.wait(upTo: Self.lookEvery) }
            }
        }
    }

    private func claim(limit: Int) async -> [DeliveryStore.Due] {
        do {
            return try await DeliveryStore.claim(
                limit: limit, each: Self.atOnceEach, lease: Self.lease, on: database)
        } catch is CancellationError {
            return []
        } catch {
            logger.warning("deliveries not claimed", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func attempt(_ due: DeliveryStore.Due) async {
        do {
            let keys = try WebhookKeys(secret: due.secret, signingKey: due.signingKey)
            let body = Array(due.body)
            let result = try await sender.attempt(
                due.url, headers: keys.headers(id: due.eventId.description, at: now(), body: body), body: body)
            try await record(result, of: due)
        } catch is CancellationError {
            // The process stops; the lease ends, and the attempt is made again with the same identifier.
        } catch {
            logger.warning("attempt not recorded", metadata: ["delivery": "\(due.id)", "error": "\(error)"])
        }
    }

    private func record(_ result: AttemptResult, of due: DeliveryStore.Due) async throws {
        let error =
            switch result {
            case .failed(let failure): failure.rawValue
            case .gone: "gone"
            case .refused(let status, _): "status-\(status)"
            case .delivered: String?.none
            }
        let next = RetrySchedule.next(after: result, attempt: due.attempts, jitter: .random(in: 0...1))
        switch next {
        case .done: try await DeliveryStore.delivered(due.id, status: result.status, on: database)
        case .retry(let delay):
            try await DeliveryStore.failed(due.id, status: result.status, error: error, retryIn: delay, on: database)
        case .giveUp:
            try await DeliveryStore.failed(due.id, status: result.status, error: error, retryIn: nil, on: database)
        case .disable:
            try await database.transaction { transaction in
                _ = try await DisableWebhook(id: due.webhookId)(
                    by: Requester(role: .staff), at: now(), in: transaction)
                try await DeliveryStore.note(due.id, status: result.status, error: error, on: transaction)
            }
        }
        Counter(label: "webhook_attempts_total", dimensions: [("outcome", error ?? "delivered")]).increment()
        logger.info(
            "webhook attempted",
            metadata: [
                "delivery": "\(due.id)", "event": "\(due.eventId)", "outcome": "\(error ?? "delivered")",
                "attempt": "\(due.attempts)",
            ])
    }
}
