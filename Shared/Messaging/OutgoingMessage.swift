/// A message to be published; the sender's user is added by the connection.
package struct OutgoingMessage: Sendable {
    package var exchange: String
    package var routingKey: String
    package var body: [UInt8]
    package var messageID: String
    package var type: String
    package var correlationID: String?
    package var contentType: String
    /// Whether it is on disk before it is confirmed.
    package var persistent: Bool
    /// After so long in a queue the broker drops it.
    package var expiration: Duration?
    package var headers: [String: String]
    /// Whether to learn that no queue is bound for it.
    package var mandatory: Bool
    /// Where an answer goes: for requests only.
    var replyTo: String?

    package init(
        exchange: String,
        routingKey: String,
        body: [UInt8],
        messageID: String,
        type: String,
        correlationID: String? = nil,
        contentType: String = "application/cloudevents+json",
        persistent: Bool = true,
        expiration: Duration? = nil,
        headers: [String: String] = [:],
        mandatory: Bool = true
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.body = body
        self.messageID = messageID
        self.type = type
        self.correlationID = correlationID
        self.contentType = contentType
        self.persistent = persistent
        self.expiration = expiration
        self.headers = headers
        self.mandatory = mandatory
    }
}

/// What became of a published message.
package enum PublishOutcome: Sendable, Equatable {
    /// The broker has it: for a persistent message in a quorum queue, on the disks of a majority.
    case confirmed
    /// The broker took it and no queue wanted it: a consumer that is not deployed yet fills up by backfill.
    case unroutable
    /// The broker is well and did not take it.
    case refused
    /// Nobody knows: the connection was missing, blocked, silent or lost. Sending again may make a duplicate.
    case lost
}
