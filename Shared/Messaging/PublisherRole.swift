import DequeModule

/// Sends batches within a window of unconfirmed messages, and settles each message by its confirm.
struct PublisherRole: LinkRole {
    private static let window = 500
    /// How many are sent before what came back is read: the broker may not have to wait for us, nor we for it.
    private static let burst = 32
    /// A broker that is not blocked confirms in milliseconds; after this it is taken for lost.
    private static let confirmLimit = Duration.seconds(10)

    /// A batch being sent. It is resumed once, when its last message is settled.
    private final class Batch {
        let messages: [OutgoingMessage]
        var outcomes: [PublishOutcome]
        var sent = 0
        private var unsettled: Int
        private let continuation: CheckedContinuation<[PublishOutcome], Never>

        init(_ batch: PublishBatch) {
            self.messages = batch.messages
            self.outcomes = Array(repeating: .lost, count: batch.messages.count)
            self.unsettled = batch.messages.count
            self.continuation = batch.continuation
        }

        func settled(_ count: Int) {
            unsettled -= count
            if unsettled == 0 { continuation.resume(returning: outcomes) }
        }
    }

    private struct Unconfirmed {
        let batch: Batch
        let index: Int
        let sentAt: ContinuousClock.Instant
        var isSettled = false
    }

    /// Batches of which a message is still to be sent.
    private var waiting: Deque<Batch> = []
    /// What was sent, by tag, from `firstTag` on without a gap.
    private var unconfirmed: Deque<Unconfirmed> = []
    private var firstTag: UInt64 = 1

    var isDrained: Bool {
        waiting.isEmpty && unconfirmed.isEmpty
    }

    mutating func opened(_ connection: BrokerConnection) throws(LinkError) {
        try connection.confirmPublishing()
    }

    mutating func perform(_ batch: PublishBatch) {
        waiting.append(Batch(batch))
    }

    mutating func giveUp(_ batch: PublishBatch) {
        batch.giveUp()
    }

    mutating func received(_ incoming: Incoming) {
        switch incoming {
        case .confirmed(let tag, let multiple): settle(tag, multiple: multiple, as: .confirmed)
        case .refused(let tag, let multiple): settle(tag, multiple: multiple, as: .refused)
        case .returned(let messageID, _): returned(messageID)
        default: break
        }
    }

    mutating func advance(
        on connection: BrokerConnection,
        isBlocked: Bool,
        now: ContinuousClock.Instant
    ) throws(LinkError) -> ContinuousClock.Instant? {
        if let oldest = unconfirmed.first, oldest.sentAt + Self.confirmLimit <= now {
            // While blocked the silence has its reason, and a new connection would be as blocked.
            guard isBlocked else { throw .silent }
            forgetSent()
        }
        if isBlocked {
            forgetUnsent()
        } else {
            try send(on: connection, now: now)
        }
        if !waiting.isEmpty, unconfirmed.count < Self.window { return now }
        return unconfirmed.first.map { $0.sentAt + Self.confirmLimit }
    }

    mutating func stopping(on connection: BrokerConnection) {}

    mutating func closed() {
        forgetSent()
        forgetUnsent()
        firstTag = 1
    }

    // MARK: Sending

    private mutating func send(on connection: BrokerConnection, now: ContinuousClock.Instant) throws(LinkError) {
        var burst = Self.burst
        while burst > 0, unconfirmed.count < Self.window, let batch = waiting.first {
            let index = batch.sent
            batch.sent += 1
            if batch.sent == batch.messages.count { waiting.removeFirst() }
            // Before the call: a message that failed half way is settled as any other when the connection is gone.
            unconfirmed.append(Unconfirmed(batch: batch, index: index, sentAt: now))
            try connection.publish(batch.messages[index])
            burst -= 1
        }
        if burst < Self.burst { FailPoint.reached("publisher.sent") }
    }

    // MARK: Settling

    private mutating func settle(_ tag: UInt64, multiple: Bool, as outcome: PublishOutcome) {
        guard tag >= firstTag, tag - firstTag < UInt64(unconfirmed.count) else { return }
        let last = Int(tag - firstTag)
        for position in (multiple ? 0 : last)...last where !unconfirmed[position].isSettled {
            unconfirmed[position].isSettled = true
            let (batch, index) = (unconfirmed[position].batch, unconfirmed[position].index)
            // A return came before its confirm, and says more.
            if batch.outcomes[index] != .unroutable { batch.outcomes[index] = outcome }
            batch.settled(1)
        }
        while unconfirmed.first?.isSettled == true {
            unconfirmed.removeFirst()
            firstTag += 1
        }
    }

    /// A return names no tag: the oldest message of that identifier is the one.
    private mutating func returned(_ messageID: String) {
        let match = unconfirmed.first {
            !$0.isSettled && $0.batch.outcomes[$0.index] != .unroutable
                && $0.batch.messages[$0.index].messageID == messageID
        }
        if let match { match.batch.outcomes[match.index] = .unroutable }
    }

    /// Nobody will know what became of what was sent; a confirm that comes later finds nothing.
    private mutating func forgetSent() {
        for message in unconfirmed where !message.isSettled {
            if message.batch.outcomes[message.index] != .unroutable { message.batch.outcomes[message.index] = .lost }
            message.batch.settled(1)
        }
        firstTag += UInt64(unconfirmed.count)
        unconfirmed = []
    }

    private mutating func forgetUnsent() {
        for batch in waiting {
            batch.settled(batch.messages.count - batch.sent)
        }
        waiting = []
    }
}
