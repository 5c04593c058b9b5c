package import Domain
package import Logging
import ServiceLifecycle

/// A request as its service gets it.
package struct IncomingRequest: Sendable {
    static let budgetHeader = "x-budget-ms"
    /// For a request that does not say how long its sender waits.
    private static let usualBudget = Duration.milliseconds(800)

    package let type: String
    package let body: [UInt8]
    package let headers: [String: String]
    /// Who asks, checked by the broker.
    package let userID: String
    /// Whether it may have been done before, by an instance that did not live to say so.
    package let redelivered: Bool
    /// When the sender stops waiting, by this machine's monotonic clock, counted from the arrival.
    package let deadline: ContinuousClock.Instant

    /// How long the sender still waits.
    package var remainingBudget: Duration {
        deadline - .now
    }

    init(_ delivery: Delivery) {
        self.type = delivery.type
        self.body = delivery.body
        self.headers = delivery.headers
        self.userID = delivery.userID
        self.redelivered = delivery.redelivered
        let budget = delivery.headers[Self.budgetHeader].flatMap(Int64.init).map { Duration.milliseconds($0) }
        self.deadline = delivery.receivedAt + (budget ?? Self.usualBudget)
    }
}

/// Answers the requests of a service: one handler a request, side by side, each cancelled when its sender has stopped
/// waiting.
package final class RequestServer: Service, Sendable {
    private let link: Link<RequestServerRole>
    private let buffer = DeliveryBuffer()
    private let foreign = Counted()
    private let handler: @Sendable (IncomingRequest) async -> [UInt8]

    /// At most `concurrency` handlers run at a time. Requests of a type that its sender may not ask
    /// for are dropped and counted: what people ask for comes from the gateway alone.
    package init(
        _ settings: BrokerSettings,
        service: ServiceName,
        concurrency: Int = 64,
        allowing: @escaping @Sendable (_ userID: String, _ type: String) -> Bool = { user, _ in
            user == ServiceName.gateway.rawValue
        },
        logger: Logger,
        handler: @escaping @Sendable (IncomingRequest) async -> [UInt8]
    ) {
        self.handler = handler
        self.link = Link(settings, logger: logger) { [buffer, foreign] in
            RequestServerRole(
                queue: Topology.requests(of: service), prefetch: concurrency, allowing: allowing, buffer: buffer,
                foreign: foreign)
        }
    }

    package var isConnected: Bool {
        link.mailbox.isConnected
    }

    /// Why there is no connection; nil when there is one.
    package var trouble: String? {
        link.mailbox.trouble
    }

    /// How many requests were dropped because of who sent them.
    package var droppedForeign: Int {
        foreign.count
    }

    /// Serves until the task is cancelled or a graceful stop. Such a stop takes no more requests, and lets the handlers
    /// finish and answer for at most 10 seconds.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Ended.self) { group in
            group.addTask { [self] in
                defer { buffer.end(handingOutTheRest: false) }
                try await link.run()
                return .link
            }
            group.addTask { [self] in
                await withDiscardingTaskGroup { handlers in
                    while let delivery = await buffer.next() {
                        handlers.addTask { await self.answer(delivery) }
                    }
                }
                return .handlers
            }
            // Once the link is gone nobody can hear a handler.
            for try await ended in group where ended == .link { group.cancelAll() }
        }
    }

    private enum Ended {
        case link, handlers
    }

    private func answer(_ delivery: Delivery) async {
        let request = IncomingRequest(delivery)
        let body = await withTaskGroup(of: [UInt8]?.self) { [handler] group in
            group.addTask { await handler(request) }
            group.addTask {
                try? await Task.sleep(until: request.deadline)
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? nil
        }
        _ = link.mailbox.sendLast(RequestServerRole.Answer(delivery: delivery, body: body))
    }
}
