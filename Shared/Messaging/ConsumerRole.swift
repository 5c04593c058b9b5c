/// Takes deliveries and acknowledges them in groups.
struct ConsumerRole: LinkRole {
    let queue: QueueDeclaration
    let bindings: [(exchange: String, key: String)]
    let prefetch: Int
    let buffer: DeliveryBuffer
    let acknowledgements: AcknowledgementQueue
    let creation: QueueCreation
    let foreign: Counted

    private var arrived: [Delivery] = []
    private var dropped: [UInt64] = []
    private var tags = AcknowledgedTags()
    private var acknowledged = 0
    private var isStopping = false
    /// Whether it consumes: not while its queue has to be created.
    private(set) var isReady = false

    init(
        queue: QueueDeclaration, bindings: [(exchange: String, key: String)], prefetch: Int, buffer: DeliveryBuffer,
        acknowledgements: AcknowledgementQueue, creation: QueueCreation, foreign: Counted
    ) {
        self.queue = queue
        self.bindings = bindings
        self.prefetch = prefetch
        self.buffer = buffer
        self.acknowledgements = acknowledgements
        self.creation = creation
        self.foreign = foreign
    }

    var isDrained: Bool {
        buffer.isDrained(acknowledged: acknowledged)
    }

    mutating func opened(_ connection: BrokerConnection) throws(LinkError) {
        acknowledgements.begin(generation: connection.generation)
        if try connection.hasQueue(queue.name) {
            try begin(on: connection)
        } else {
            creation.ask()
        }
    }

    /// Declares also what is there: so the broker compares the arguments.
    private mutating func begin(on connection: BrokerConnection) throws(LinkError) {
        try connection.declare(queue)
        for binding in bindings {
            try connection.bind(queue.name, to: binding.exchange, key: binding.key)
        }
        try connection.limitUnacknowledged(to: prefetch)
        try connection.consume(queue.name, acknowledging: true)
        isReady = true
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
        if !isReady, !isStopping, creation.takeLeave() { try begin(on: connection) }
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
        if isReady { try connection.stopConsuming() }
    }

    mutating func closed() {
        creation.forget()
        buffer.reset()
        arrived = []
        dropped = []
        tags = AcknowledgedTags()
        acknowledged = 0
        isReady = false
    }

    mutating func perform(_ command: Never) {}
    mutating func giveUp(_ command: Never) {}
}
