package import Logging
import ServiceLifecycle
import Synchronization

/// Consumes a queue: declares it and its bindings, hands out what comes, and acknowledges what was dealt with.
///
/// After a lost connection, or when the queue was deleted, it declares, binds and consumes again by itself; what was
/// not acknowledged comes once more. A message of which the sender does not own the type is dropped and counted.
package final class Consumer: Service, Sendable {
    private let link: Link<ConsumerRole>
    private let buffer = DeliveryBuffer()
    private let acknowledgements = AcknowledgementQueue()
    private let foreign = Counted()

    /// At most `prefetch` deliveries are unacknowledged at a time; that is all the backpressure.
    package init(
        _ settings: BrokerSettings,
        queue: QueueDeclaration,
        bindings: [(exchange: String, key: String)],
        prefetch: Int = 64,
        logger: Logger
    ) {
        self.link = Link(settings, logger: logger) { [buffer, acknowledgements, foreign] in
            ConsumerRole(
                queue: queue, bindings: bindings, prefetch: prefetch, buffer: buffer,
                acknowledgements: acknowledgements, foreign: foreign)
        }
    }

    package func run() async throws {
        defer { buffer.end(handingOutTheRest: false) }
        try await link.run()
    }

    package var isConnected: Bool {
        link.mailbox.isConnected
    }

    /// How many messages were dropped because their sender may not send their type.
    package var droppedForeign: Int {
        foreign.count
    }

    /// What is delivered, for one task to read. It ends when the consumer stops.
    package var deliveries: Deliveries {
        Deliveries(buffer: buffer)
    }

    /// Says that the delivery is dealt with. The broker hears of it within 50 ms; if the connection is lost before,
    /// it delivers again.
    package func acknowledge(_ delivery: Delivery) {
        if acknowledgements.add(delivery.tag, generation: delivery.generation) { link.mailbox.wake() }
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

/// A number that only rises, read from anywhere.
final class Counted: Sendable {
    private let value = Atomic(0)

    var count: Int {
        value.load(ordering: .relaxed)
    }

    func increment() {
        value.add(1, ordering: .relaxed)
    }
}

struct ConsumerRole: LinkRole {
    let queue: QueueDeclaration
    let bindings: [(exchange: String, key: String)]
    let prefetch: Int
    let buffer: DeliveryBuffer
    let acknowledgements: AcknowledgementQueue
    let foreign: Counted

    private var arrived: [Delivery] = []
    private var dropped: [UInt64] = []
    private var tags = AcknowledgedTags()
    private var acknowledged = 0
    private var isStopping = false

    init(
        queue: QueueDeclaration, bindings: [(exchange: String, key: String)], prefetch: Int, buffer: DeliveryBuffer,
        acknowledgements: AcknowledgementQueue, foreign: Counted
    ) {
        self.queue = queue
        self.bindings = bindings
        self.prefetch = prefetch
        self.buffer = buffer
        self.acknowledgements = acknowledgements
        self.foreign = foreign
    }

    var isDrained: Bool {
        buffer.isDrained(acknowledged: acknowledged)
    }

    mutating func opened(_ connection: BrokerConnection) throws(LinkError) {
        acknowledgements.begin(generation: connection.generation)
        try connection.declare(queue)
        for binding in bindings {
            try connection.bind(queue.name, to: binding.exchange, key: binding.key)
        }
        try connection.limitUnacknowledged(to: prefetch)
        try connection.consume(queue.name, acknowledging: true)
    }

    mutating func received(_ incoming: Incoming) {
        guard case .delivery(let delivery) = incoming else { return }
        if delivery.isFromOwner {
            arrived.append(delivery)
        } else {
            foreign.increment()
            dropped.append(delivery.tag)
        }
    }

    mutating func advance(
        on connection: BrokerConnection,
        isBlocked: Bool,
        now: ContinuousClock.Instant
    ) throws(LinkError) -> ContinuousClock.Instant? {
        buffer.add(arrived)
        arrived = []
        let due = acknowledgements.due(at: now, immediately: isStopping)
        acknowledged += due.tags.count
        for call in tags.add(due.tags + dropped) {
            try connection.acknowledge(call.tag, multiple: call.multiple)
        }
        dropped = []
        return due.next
    }

    mutating func stopping(on connection: BrokerConnection) throws(LinkError) {
        isStopping = true
        buffer.end(handingOutTheRest: false)
        try connection.stopConsuming()
    }

    mutating func closed() {
        buffer.reset()
        arrived = []
        dropped = []
        tags = AcknowledgedTags()
        acknowledged = 0
    }

    mutating func perform(_ command: Never) {}
    mutating func giveUp(_ command: Never) {}
}
