import Domain

/// A message as the broker handed it over.
package struct Delivery: Sendable {
    package let body: [UInt8]
    package let type: String
    package let messageID: String
    package let routingKey: String
    package let exchange: String
    /// Who sent it, checked by the broker; empty when the sender did not say.
    package let userID: String
    /// Whether it was handed to someone before who did not acknowledge it.
    package let redelivered: Bool
    package let headers: [String: String]
    package let correlationID: String?
    let replyTo: String?
    /// When it was read from the connection.
    let receivedAt: ContinuousClock.Instant
    /// The connection that it came by; a tag means nothing on another.
    let generation: Int
    let tag: UInt64

    /// Whether the type's owner sent it. Every user can reach every queue through the default exchange, so the name
    /// that the broker vouches for decides.
    var isFromOwner: Bool {
        Topology.owner(ofType: type)?.rawValue == userID
    }
}
