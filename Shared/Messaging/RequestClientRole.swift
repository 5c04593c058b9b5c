/// Sends requests and matches answers, by direct reply: the answers come on the channel that asked.
struct RequestClientRole: LinkRole {
    enum Command: Sendable {
        case ask(PendingRequest)
        /// Who waited for it is gone.
        case abandon(UInt64)
    }

    private static let replies = "amq.rabbitmq.reply-to"

    private var unsent: [PendingRequest] = []
    private var waiting: [UInt64: PendingRequest] = [:]
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
            if let id = correlationID.flatMap(UInt64.init) { settle(id, .failure(.noInstance)) }
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
            try connection.publish(message(of: request, now: now))
        }
        if let next = nextDeadline, next <= now { expire(at: now) }
        return nextDeadline
    }

    mutating func stopping(on connection: BrokerConnection) {}

    mutating func closed() {
        for request in unsent + waiting.values {
            request.continuation.resume(returning: .failure(.brokerUnavailable))
        }
        unsent = []
        waiting = [:]
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
        waiting.removeValue(forKey: id)?.continuation.resume(returning: answer)
    }

    private mutating func expire(at now: ContinuousClock.Instant) {
        for (id, request) in waiting where request.deadline <= now {
            settle(id, .failure(.timedOut))
        }
        nextDeadline = waiting.values.map(\.deadline).min()
    }
}
