import Domain
import Messaging
import TestSupport

/// Serves and asks; the body runs when both are connected.
func serving(
    _ service: ServiceName, port: Int? = nil,
    allowing: @escaping @Sendable (String, String) -> Bool = { user, _ in user == "gateway" },
    handler: @escaping @Sendable (IncomingRequest) async -> [UInt8],
    body: (RequestClient, RequestServer) async throws -> Void
) async throws {
    let broker = try await broker.value
    let server = RequestServer(
        try broker.settings(service.rawValue), service: service, allowing: allowing, logger: quiet,
        handler: handler)
    let client = RequestClient(try broker.settings("gateway", port: port), logger: quiet)
    try await running(server, client) {
        try await eventually("both are connected") { server.isConnected && client.isConnected }
        try await body(client, server)
    }
}
