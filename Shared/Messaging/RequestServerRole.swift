/// Takes requests and sends answers; a request is acknowledged after its answer.
struct RequestServerRole: LinkRole {
    /// What a handler made of a request; no body when it was too late.
    struct Answer: Sendable {
        let delivery: Delivery
        let body: [UInt8]?
    }

    private let queue: QueueDeclaration
    private let prefetch: Int
    private let allowing: @Sendable (_ userID: String, _ type: String) -> Bool
    private let buffer: DeliveryBuffer
    private let foreign: Counted

    private var generation = 0
    private var arrived: [Delivery] = []
    private var answers: [Answer] = []
    private var dropped: [UInt64] = []
    private var tags = AcknowledgedTags()
    private var acknowledged = 0

    init(
        queue: QueueDeclaration,
        prefetch: Int,
        allowing: @escaping @Sendable (_ userID: String, _ type: String) -> Bool,
        buffer: DeliveryBuffer,
        foreign: Counted
    ) {
        self.queue = queue
        self.prefetch = prefetch
        self.allowing = allowing
        self.buffer = buffer
        self.foreign = foreign
    }

    var isDrained: Bool {
        answers.isEmpty && buffer.isDrained(acknowledged: acknowledged)
    }

    mutating func opened(_ connection: BrokerConnection) throws(LinkError) {
        generation = connection.generation
        try connection.declare(queue)
        try connection.limitUnacknowledged(to: prefetch)
        try connection.consume(queue.name, acknowledging: true)
    }

    mutating func received(_ incoming: Incoming) {
        guard case .delivery(let delivery) = incoming else { return }
        if allowing(delivery.userID, delivery.type) {
            arrived.append(delivery)
        } else {
            foreign.increment()
            dropped.append(delivery.tag)
        }
    }

    mutating func perform(_ answer: Answer) {
        answers.append(answer)
    }

    /// The broker will deliver the request again.
    mutating func giveUp(_ answer: Answer) {}

    mutating func advance(
        on connection: BrokerConnection,
        isBlocked: Bool,
        now: ContinuousClock.Instant
    ) throws(LinkError) -> ContinuousClock.Instant? {
        buffer.add(arrived)
        arrived = []
        var done = dropped
        dropped = []
        // An answer of an earlier connection has no reader there, and its tag no meaning here.
        for answer in answers where answer.delivery.generation == generation {
            if let message = Self.message(of: answer) { try connection.publish(message) }
            done.append(answer.delivery.tag)
            acknowledged += 1
        }
        answers = []
        for call in tags.add(done) {
            try connection.acknowledge(call.tag, multiple: call.multiple)
        }
        return nil
    }

    /// What was taken is answered: with the last instance the queue goes, and what is in it.
    mutating func stopping(on connection: BrokerConnection) throws(LinkError) {
        try connection.stopConsuming()
        buffer.add(arrived)
        arrived = []
        buffer.end(handingOutTheRest: true)
    }

    mutating func closed() {
        buffer.reset()
        arrived = []
        answers = []
        dropped = []
        tags = AcknowledgedTags()
        acknowledged = 0
    }

    private static func message(of answer: Answer) -> OutgoingMessage? {
        guard let body = answer.body, let replyTo = answer.delivery.replyTo else { return nil }
        return OutgoingMessage(
            exchange: "", routingKey: replyTo, body: body, messageID: answer.delivery.messageID,
            type: answer.delivery.type, correlationID: answer.delivery.correlationID, contentType: "application/json",
            persistent: false, mandatory: false)
    }
}
