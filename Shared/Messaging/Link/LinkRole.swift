/// What one kind of link does with its connection. It is made on the link's thread and never leaves it.
protocol LinkRole: SendableMetatype {
    /// What others ask of the link. Each is performed or given up, once; what was performed and is not settled when
    /// the connection is gone has failed.
    associatedtype Command: Sendable

    /// Whether nothing is left that a graceful stop has to wait for.
    var isDrained: Bool { get }

    /// Whether it does its work on the connection, so that the link counts as connected.
    var isReady: Bool { get }

    /// A new connection is there: declare, bind, consume.
    mutating func opened(_ connection: BrokerConnection) throws(LinkError)
    mutating func received(_ incoming: Incoming) throws(LinkError)
    /// Takes a command in; what it sends goes out when the link advances.
    mutating func perform(_ command: Command)
    /// Called when what came has been received and performed: sends what is due, and says when to be called again at
    /// the latest. Returning a moment that has passed means: at once, after a look at what came meanwhile.
    mutating func advance(
        on connection: BrokerConnection,
        isBlocked: Bool,
        now: ContinuousClock.Instant
    ) throws(LinkError) -> ContinuousClock.Instant?
    /// The link is to end gracefully: take nothing new.
    mutating func stopping(on connection: BrokerConnection) throws(LinkError)
    /// The connection is gone, and with it whatever was in flight.
    mutating func closed()
    /// A command that came too late.
    mutating func giveUp(_ command: Command)
}

extension LinkRole {
    var isReady: Bool { true }
}
