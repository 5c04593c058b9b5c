package import Logging
import ServiceLifecycle

/// What a gateway hears of changes.
package enum Hint: Sendable {
    /// From now on changes are heard.
    case connected
    /// Changes are missed until it is connected again: everything known has to be asked for anew.
    case lost
    case message(Delivery)
}

/// Listens to everything that some exchanges carry, through a queue of this instance that lives as long as its
/// connection. Nothing is acknowledged: losing hints is allowed, not noticing the loss is not.
package final class HintListener: Service, Sendable {
    /// For one task to read. It ends when the listener stops. Reading a hint has to be cheap: what is not read yet is
    /// kept in memory.
    package let hints: AsyncStream<Hint>

    private let link: Link<HintRole>
    private let continuation: AsyncStream<Hint>.Continuation

    package init(_ settings: BrokerSettings, exchanges: [String], logger: Logger) {
        let (hints, continuation) = AsyncStream<Hint>.makeStream()
        self.hints = hints
        self.continuation = continuation
        self.link = Link(settings, logger: logger) {
            HintRole(user: settings.user, exchanges: exchanges, hints: continuation)
        }
    }

    package var isConnected: Bool {
        link.mailbox.isConnected
    }

    /// Why there is no connection; nil when there is one.
    package var trouble: String? {
        link.mailbox.trouble
    }

    package func run() async throws {
        defer { continuation.finish() }
        try await link.run()
    }
}

struct HintRole: LinkRole {
    let user: String
    let exchanges: [String]
    let hints: AsyncStream<Hint>.Continuation

    private var isOpen = false

    init(user: String, exchanges: [String], hints: AsyncStream<Hint>.Continuation) {
        self.user = user
        self.exchanges = exchanges
        self.hints = hints
    }

    var isDrained: Bool { true }

    /// Under a new name each time: the queue of a lost connection may still be there, and is exclusive to it.
    mutating func opened(_ connection: BrokerConnection) throws(LinkError) {
        let instance = String(UInt64.random(in: 0 ... .max), radix: 36)
        let queue = Topology.hints(of: user, instance: instance)
        try connection.declare(queue)
        for exchange in exchanges {
            try connection.bind(queue.name, to: exchange, key: "#")
        }
        try connection.consume(queue.name, acknowledging: false)
        isOpen = true
        hints.yield(.connected)
    }

    mutating func received(_ incoming: Incoming) {
        guard case .delivery(let delivery) = incoming, delivery.isFromOwner else { return }
        hints.yield(.message(delivery))
    }

    mutating func advance(
        on connection: BrokerConnection,
        isBlocked: Bool,
        now: ContinuousClock.Instant
    ) -> ContinuousClock.Instant? {
        nil
    }

    mutating func stopping(on connection: BrokerConnection) {}

    mutating func closed() {
        if isOpen { hints.yield(.lost) }
        isOpen = false
    }

    mutating func perform(_ command: Never) {}
    mutating func giveUp(_ command: Never) {}
}
