/// Sends requests and matches answers, by direct reply: the answers come on the channel that asked.
struct RequestClientRole: LinkRole {
    enum Command: Sendable {
        case ask(PendingRequest)
        /// Who waited for it is gone.
        case abandon(UInt64)
    }

    private static let replies = "amq.rabbitmq.reply-to"
    private static let repeatEvery = Duration.seconds(1)

    private var unsent: [PendingRequest] = []
    private var waiting: [UInt64: PendingRequest] = [:]
    /// When those that may be repeated are sent again.
    private var repeats: [UInt64: ContinuousClock.Instant] = [:]
    /// Those that were: one that comes back tells nothing of the first.
    private var repeated: Set<UInt64> = []
    /// No deadline of those waiting is before this moment.
    private var nextDeadline: ContinuousClock.Instant?

    var isDrained: Bool {
        unsent.isEmpty && waiting.isEmpty
    }

    mutating func opened(_ connection: BrokerConnection) throws(LinkError) {
        try connection.consume(Self.replies, acknowledging: false)
    }

    mutating func perform(_ command: Command) {
        switch command {
        case .ask(let request): unsent.append(request)
        case .abandon(let id): settle(id, .failure(.timedOut))
        }
    }

    mutating func giveUp(_ command: Command) {
        guard case .ask(let request) = command else { return }
        request.continuation.resume(returning: .failure(.brokerUnavailable))
    }

    mutating func received(_ incoming: Incoming) {
        switch incoming {
        case .delivery(let delivery):
            if let id = delivery.correlationID.flatMap(UInt64.init) { settle(id, .success(delivery.body)) }
        case .returned(_, let correlationID):
            if let id = correlationID.flatMap(UInt64.init), !repeated.contains(id) {
                settle(id, .failure(.noInstance))
            }
        default: break
        }
    }

    mutating func advance(
        on connection: BrokerConnection,
        isBlocked: Bool,
        now: ContinuousClock.Instant
    ) throws(LinkError) -> ContinuousClock.Instant? {
        let requests = unsent
        unsent = []
        for request in requests { waiting[request.id] = request }
        for request in requests where waiting[request.id] != nil {
            guard !isBlocked else {
                settle(request.id, .failure(.brokerUnavailable))
                continue
            }
            guard request.deadline > now else {
                settle(request.id, .failure(.timedOut))
                continue
            }
            nextDeadline = min(nextDeadline ?? request.deadline, request.deadline)
            if request.mayRepeat { repeats[request.id] = now + Self.repeatEvery }
            try connection.publish(message(of: request, now: now))
        }
        if let next = nextDeadline, next <= now { expire(at: now) }
        // A moment that has passed would turn the thread in circles for as long as the broker is blocked.
        guard !isBlocked else { return nextDeadline }
        try sendAgain(on: connection, now: now)
        return [nextDeadline, repeats.values.min()].compactMap(\.self).min()
    }

    private mutating func sendAgain(on connection: BrokerConnection, now: ContinuousClock.Instant) throws(LinkError) {
        for (id, moment) in repeats where moment <= now {
            guard let request = waiting[id] else { continue }
            repeats[id] = now + Self.repeatEvery
            repeated.insert(id)
            try connection.publish(message(of: request, now: now))
        }
    }

    mutating func stopping(on connection: BrokerConnection) {}

    mutating func closed() {
        for request in unsent + waiting.values {
            request.continuation.resume(returning: .failure(.brokerUnavailable))
        }
        unsent = []
        waiting = [:]
        repeats = [:]
        repeated = []
        nextDeadline = nil
    }

    private func message(of request: PendingRequest, now: ContinuousClock.Instant) -> OutgoingMessage {
        // At least one: an expiration of 0 is dropped unless a consumer waits at that very moment.
        let left = Duration.milliseconds(max(1, (request.deadline - now).wholeMilliseconds))
        var headers = request.headers
        headers[IncomingRequest.budgetHeader] = String(left.wholeMilliseconds)
        let id = String(request.id)
        var message = OutgoingMessage(
            exchange: "", routingKey: request.queue, body: request.body, messageID: id, type: request.type,
            correlationID: id, contentType: "application/json", persistent: false, expiration: left, headers: headers)
        message.replyTo = Self.replies
        return message
    }

    private mutating func settle(_ id: UInt64, _ answer: Result<[UInt8], RequestFailure>) {
        repeats[id] = nil
        repeated.remove(id)
        waiting.removeValue(forKey: id)?.continuation.resume(returning: answer)
    }

    private mutating func expire(at now: ContinuousClock.Instant) {
        for (id, request) in waiting where request.deadline <= now {
            settle(id, .failure(.timedOut))
        }
        nextDeadline = waiting.values.map(\.deadline).min()
    }
}
