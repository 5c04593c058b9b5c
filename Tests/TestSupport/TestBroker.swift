import Foundation
package import Messaging

/// A virtual host of its own on the shared test broker, with the users, permissions and exchanges of a real one.
package struct TestBroker: Sendable {
    package let servers: ServerSet
    package let virtualHost: String

    /// One for all tests of a module, which choose names that do not meet: making one takes seconds.
    package static func make(_ name: String) async throws -> TestBroker {
        let servers = try ServerSet.shared
        let virtualHost = "\(name)-\(UInt32.random(in: 0 ... .max))"
        try await servers.makeVirtualHost(virtualHost)
        return TestBroker(servers: servers, virtualHost: virtualHost)
    }

    /// The settings of a service's user. The port is another when a proxy stands between.
    package func settings(
        _ user: String, port: Int? = nil, heartbeat: Duration = .seconds(10)
    ) throws -> BrokerSettings {
        let url = try servers.broker(user: user, virtualHost: virtualHost)
        guard var parts = URLComponents(string: url) else { throw TestFailure("no broker") }
        parts.port = port ?? parts.port
        return try BrokerSettings(url: parts.string ?? "", connectionName: "\(user) test", heartbeat: heartbeat)
    }

    /// Deletes a queue as an operator would by mistake.
    package func delete(queue: String) async throws {
        try await servers.rabbitmqctl("delete_queue", queue, "--vhost", virtualHost)
    }

    /// A proxy before the broker, to cut and to freeze connections.
    package func proxy() throws -> TCPProxy {
        guard let port = URLComponents(string: servers.amqp)?.port else { throw TestFailure("no broker") }
        return try TCPProxy(to: port)
    }
}

extension TestServers {
    /// A service's user on the shared test broker.
    package static func amqpURL(user: String) throws -> String {
        guard var parts = URLComponents(string: try amqp) else { throw TestFailure("no broker") }
        parts.user = user
        parts.password = "test-\(user)"
        return parts.string ?? ""
    }
}
