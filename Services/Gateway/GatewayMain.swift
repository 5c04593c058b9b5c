import ArgumentParser
import FoundationEssentials
import Messaging

@main
struct GatewayMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway", abstract: "The public address of the network: pages, API and feeds.",
        subcommands: [Serve.self, BrokerDefinitions.self])
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Answer the public until told to stop.")

    func run() async throws {
        try await Assembly.serve()
    }
}

struct BrokerDefinitions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the broker's definitions: users, permissions, exchanges and queues.",
        discussion: """
            Reads lines of a name and a password hash (rabbitmqctl hash_password) from standard input. The user \
            “admin” is an administrator; every other is the service of its name.
            """)

    func run() async throws {
        var users: [(name: String, passwordHash: String, administrator: Bool)] = []
        while let line = readLine() {
            let parts = line.split(separator: " ")
            guard !parts.isEmpty else { continue }
            guard parts.count == 2 else { throw ValidationError("A line is a name, a space and a hash.") }
            users.append((String(parts[0]), String(parts[1]), parts[0] == "admin"))
        }
        print(String(decoding: try Topology.definitions(users: users), as: UTF8.self))
    }
}
