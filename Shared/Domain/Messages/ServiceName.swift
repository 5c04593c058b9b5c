/// The processes. The raw value is the name of the product, of the broker's user and in every name on the wire.
package enum ServiceName: String, Sendable, Codable, CaseIterable {
    case directory
    case events
    case jobsBoard = "jobs-board"
    case newsletter
    case notifications
    case gateway

    /// The services that own a database and publish events: all but the gateway.
    package static let owners = allCases.filter { $0 != .gateway }
}
