package import Logging
import ServiceLifecycle

/// Consumes a queue: declares it and its bindings, hands out what comes, and acknowledges what was dealt with.
///
/// After a lost connection, or when the queue was deleted, it declares, binds and consumes again by itself; what was
/// not acknowledged comes once more. A message of which the sender does not own the type is dropped and counted.
package final class Consumer: Service, Sendable {
    private let link: Link<ConsumerRole>
    private let buffer = DeliveryBuffer()
    private let acknowledgements = AcknowledgementQueue()
    private let creation: QueueCreation
    private let foreign = Counted()

    /// At most `prefetch` deliveries are unacknowledged at a time; that is all the backpressure.
    ///
    /// A queue that is missing has missed what was sent: it is created only after `beforeCreating` has returned, which
    /// is tried again every second while it throws. It runs again whenever the queue is missing again.
    package init(
        _ settings: BrokerSettings,
        queue: QueueDeclaration,
        bindings: [(exchange: String, key: String)],
        prefetch: Int = 64,
        beforeCreating: @escaping @Sendable () async throws -> Void = {},
        logger: Logger
    ) {
        let creation = QueueCreation(of: queue.name, after: beforeCreating, logger: logger)
        self.creation = creation
        self.link = Link(settings, logger: logger) { [buffer, acknowledgements, foreign] in
            ConsumerRole(
                queue: queue, bindings: bindings, prefetch: prefetch, buffer: buffer,
                acknowledgements: acknowledgements, creation: creation, foreign: foreign)
        }
    }

    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [creation, link] in
                await creation.run { link.mailbox.wake() }
            }
            defer {
                buffer.end(handingOutTheRest: false)
                group.cancelAll()
            }
            try await link.run()
        }
    }

    /// Whether it consumes: the queue is there and bound.
    package var isConnected: Bool {
        link.mailbox.isConnected
    }

    /// Why it does not consume; nil when it does.
    package var trouble: String? {
        link.mailbox.trouble.map { creation.trouble ?? $0 }
    }

    /// How many messages were dropped because their sender may not send their type.
    package var droppedForeign: Int {
        foreign.count
    }

    /// What is delivered, for one task to read. It ends when the consumer stops.
    package var deliveries: Deliveries {
        Deliveries(buffer: buffer)
    }

    /// As `deliveries`, for one task too: what is waiting, at least one and at most `limit`. Empty when the consumer
    /// has stopped or the task is cancelled.
    package func nextBatch(upTo limit: Int) async -> [Delivery] {
        await buffer.nextBatch(upTo: limit)
    }

    /// Says that the delivery is dealt with. The broker hears of it within 50 ms; if the connection is lost before,
    /// it delivers again.
    package func acknowledge(_ delivery: Delivery) {
        acknowledge([delivery])
    }

    /// As for one delivery; the broker hears of 16 or more at once.
    package func acknowledge(_ deliveries: [Delivery]) {
        if acknowledgements.add(deliveries) { link.mailbox.wake() }
    }
}

package struct Deliveries: AsyncSequence, Sendable {
    let buffer: DeliveryBuffer

    package struct AsyncIterator: AsyncIteratorProtocol {
        let buffer: DeliveryBuffer

        package mutating func next() async -> Delivery? {
            await buffer.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(buffer: buffer)
    }
}
