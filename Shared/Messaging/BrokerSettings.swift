import FoundationEssentials

/// Where the broker is, and as whom to sign in there.
package struct BrokerSettings: Sendable {
    /// Debian's file of the authorities that the world trusts.
    private static let publicAuthorities = "/etc/ssl/certs/ca-certificates.crt"
    /// Below 5 seconds there are false alarms, and below one the protocol has no number.
    private static let heartbeats = 1...60

    package let host: String
    package let port: Int
    /// The broker's user: the name of the service. Every message carries it, and the broker refuses a false one.
    package let user: String
    let password: String
    package let virtualHost: String
    /// What the broker's lists show, such as `events publish`.
    package private(set) var connectionName: String
    /// The broker is taken for lost after two of these without a sign of life.
    package let heartbeat: Duration
    /// The file of the authorities that may vouch for the broker's certificate; nil when nothing is encrypted.
    package let authorities: String?

    /// Reads `amqp://user:password@host:port/vhost?heartbeat=10`; port 5672 and virtual host `/` unless told.
    ///
    /// With `amqps` everything is encrypted, port 5671 unless told, and the broker has to prove its name by a
    /// certificate of an authority in the PEM file `cacertfile`, by default those that Debian trusts. Nothing switches
    /// that proof off.
    package init(
        url: String,
        connectionName: String,
        heartbeat: Duration = .seconds(10)
    ) throws(InvalidBrokerURL) {
        guard let parts = URLComponents(string: url) else { throw InvalidBrokerURL(reason: "it is not a URL") }
        guard let scheme = parts.scheme, ["amqp", "amqps"].contains(scheme) else {
            throw InvalidBrokerURL(reason: "it must begin with amqp:// or amqps://")
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
        let isEncrypted = scheme == "amqps"
        var options = Options(heartbeat: heartbeat, authorities: isEncrypted ? Self.publicAuthorities : nil)
        for item in parts.queryItems ?? [] { try options.read(item) }
        // The library compares the names of a certificate, never its addresses.
        guard !isEncrypted || !Self.isAddress(host) else {
            throw InvalidBrokerURL(reason: "amqps needs the host's name, as its certificate has it, not its address")
        }
        // The C library ends its strings at the first zero byte.
        let texts = [host, user, password, virtualHost, connectionName, options.authorities ?? ""]
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw InvalidBrokerURL(reason: "it contains a zero byte")
        }
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = parts.port ?? (isEncrypted ? 5671 : 5672)
        self.user = user
        self.password = password
        self.virtualHost = virtualHost
        self.connectionName = connectionName
        self.heartbeat = options.heartbeat
        self.authorities = options.authorities
    }

    /// The same broker and user under another name in the broker's lists.
    package func named(_ connectionName: String) -> BrokerSettings {
        var other = self
        other.connectionName = connectionName
        return other
    }

    private static func isAddress(_ host: String) -> Bool {
        host.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// What stands after the question mark.
    private struct Options {
        var heartbeat: Duration
        var authorities: String?

        mutating func read(_ item: URLQueryItem) throws(InvalidBrokerURL) {
            switch item.name {
            case "heartbeat":
                guard let seconds = item.value.flatMap(Int.init), heartbeats.contains(seconds) else {
                    throw InvalidBrokerURL(reason: "heartbeat must be a number of seconds from 1 to 60")
                }
                heartbeat = .seconds(seconds)
            case "cacertfile":
                guard authorities != nil else {
                    throw InvalidBrokerURL(reason: "cacertfile is for amqps://: with amqp:// nothing is encrypted")
                }
                guard let file = item.value, file.hasPrefix("/") else {
                    throw InvalidBrokerURL(reason: "cacertfile must be a file's whole path")
                }
                authorities = file
            default:
                throw InvalidBrokerURL(reason: "it has a parameter that is neither heartbeat nor cacertfile")
            }
        }
    }
}

/// A broker's URL that cannot be used. It never shows the URL, which holds a password.
package struct InvalidBrokerURL: Error, Equatable, CustomStringConvertible {
    package let reason: String

    package var description: String {
        "the broker's URL cannot be used: \(reason)"
    }
}
