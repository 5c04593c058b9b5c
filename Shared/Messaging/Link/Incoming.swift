/// What the broker tells on a channel, in Swift values: nothing of it points into the library's memory.
enum Incoming {
    case delivery(Delivery)
    /// A mandatory message that no queue wanted. Its confirm, if it has one, comes after.
    case returned(messageID: String, correlationID: String?)
    case confirmed(tag: UInt64, multiple: Bool)
    case refused(tag: UInt64, multiple: Bool)
    case blocked(reason: String)
    case unblocked
}
