import Domain
package import FoundationEssentials

/// What the node itself loads at boot, so also after its data are wiped: users, permissions and exchanges. A service
/// declares only its own queues.
extension Topology {
    /// A RabbitMQ definitions file (`load_definitions`) for one virtual host.
    ///
    /// A user that has the name of a service gets that service's permissions, an administrator gets all, and anyone
    /// else may sign in and nothing more. A password hash is base 64 of 4 bytes of salt and the SHA-256 of salt and
    /// password, as `rabbitmqctl hash_password` prints it.
    package static func definitions(
        users: [(name: String, passwordHash: String, administrator: Bool)],
        virtualHost: String = "/"
    ) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(Definitions(users: users, virtualHost: virtualHost))
    }

    /// What a service may configure, read and write; every pattern is anchored where a name could go on.
    static func permissions(of service: ServiceName) -> (configure: String, read: String, write: String) {
        let name = service.rawValue
        let queues = #"(q|dead)\.\#(name)\."#
        let submissions = service == .gateway ? "|submissions$" : ""
        return (
            configure: "^\(queues)",
            read: #"^(\#(queues)|ev\.|submissions$|dlx$)"#,
            write: #"^(\#(queues)|ev\.\#(name)$|dlx$|amq\.default$\#(submissions))"#
        )
    }
}

/// The parts of RabbitMQ's own format that are used here, under its names once they are in snake_case.
private struct Definitions: Encodable {
    struct User: Encodable {
        let name: String
        let passwordHash: String
        let hashingAlgorithm = "rabbit_password_hashing_sha256"
        let tags: String
    }

    struct VirtualHost: Encodable {
        let name: String
    }

    struct Permission: Encodable {
        let user: String
        let vhost: String
        let configure: String
        let read: String
        let write: String
    }

    struct Exchange: Encodable {
        let name: String
        let vhost: String
        let type: String
        let durable = true
        let autoDelete = false
        let `internal` = false
        let arguments: [String: String] = [:]
    }

    let users: [User]
    let vhosts: [VirtualHost]
    let permissions: [Permission]
    let exchanges: [Exchange]

    init(users: [(name: String, passwordHash: String, administrator: Bool)], virtualHost: String) {
        self.users = users.map {
            User(name: $0.name, passwordHash: $0.passwordHash, tags: $0.administrator ? "administrator" : "")
        }
        self.vhosts = [VirtualHost(name: virtualHost)]
        self.permissions = users.compactMap { user in
            if user.administrator {
                return Permission(user: user.name, vhost: virtualHost, configure: ".*", read: ".*", write: ".*")
            }
            guard let service = ServiceName(rawValue: user.name) else { return nil }
            let (configure, read, write) = Topology.permissions(of: service)
            return Permission(user: user.name, vhost: virtualHost, configure: configure, read: read, write: write)
        }
        self.exchanges =
            ServiceName.owners.map { Exchange(name: Topology.exchange(of: $0), vhost: virtualHost, type: "topic") }
            + [Exchange(name: Topology.deadLetterExchange, vhost: virtualHost, type: "direct")]
    }
}
