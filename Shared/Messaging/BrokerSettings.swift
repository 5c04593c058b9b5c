import FoundationEssentials

/// Where the broker is, and as whom to sign in there.
package struct BrokerSettings: Sendable {
    package let host: String
    package let port: Int
    /// The broker's user: the name of the service. Every message carries it, and the broker refuses a false one.
    package let user: String
    let password: String
    package let virtualHost: String
    /// What the broker's lists show, such as `events publish`.
    package let connectionName: String
    /// The broker is taken for lost after two of these without a sign of life. Below 5 seconds there are false alarms.
    package let heartbeat: Duration

    /// Reads `amqp://user:password@host:port/vhost`; port 5672 and virtual host `/` unless told.
    package init(
        url: String,
        connectionName: String,
        heartbeat: Duration = .seconds(10)
    ) throws(InvalidBrokerURL) {
        guard let parts = URLComponents(string: url) else { throw InvalidBrokerURL(reason: "it is not a URL") }
        switch parts.scheme {
        case "amqp": break
        case "amqps":
            throw InvalidBrokerURL(reason: "amqps is not supported; reach the broker by amqp on a safe network")
        default: throw InvalidBrokerURL(reason: "it must begin with amqp://")
        }
        guard let host = parts.host, !host.isEmpty else { throw InvalidBrokerURL(reason: "the host is missing") }
        guard let user = parts.user, !user.isEmpty else { throw InvalidBrokerURL(reason: "the user is missing") }
        guard let password = parts.password, !password.isEmpty else {
            throw InvalidBrokerURL(reason: "the password is missing")
        }
        let virtualHost = parts.path.count > 1 ? String(parts.path.dropFirst()) : "/"
        guard !parts.percentEncodedPath.dropFirst().contains("/") else {
            throw InvalidBrokerURL(reason: "the virtual host must be one part of a path, / written as %2F")
        }
        // The C library ends its strings at the first zero byte.
        guard ![host, user, password, virtualHost, connectionName].contains(where: { $0.utf8.contains(0) }) else {
            throw InvalidBrokerURL(reason: "it contains a zero byte")
        }
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = parts.port ?? 5672
        self.user = user
        self.password = password
        self.virtualHost = virtualHost
        self.connectionName = connectionName
        self.heartbeat = heartbeat
    }

    /// The same broker and user under another name in the broker's lists.
    package func named(_ connectionName: String) -> BrokerSettings {
        BrokerSettings(self, connectionName: connectionName)
    }

    private init(_ other: BrokerSettings, connectionName: String) {
        self.host = other.host
        self.port = other.port
        self.user = other.user
        self.password = other.password
        self.virtualHost = other.virtualHost
        self.connectionName = connectionName
        self.heartbeat = other.heartbeat
    }
}

/// A broker's URL that cannot be used. It never shows the URL, which holds a password.
package struct InvalidBrokerURL: Error, Equatable, CustomStringConvertible {
    package let reason: String

    package var description: String {
        "the broker's URL cannot be used: \(reason)"
    }
}
