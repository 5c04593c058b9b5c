import ArgumentParser
import Domain
import Postgres
import ServiceKit

/// `directory key …`
struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keys with which programs call the API.", subcommands: [Create.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a key and prints it, this once.",
            discussion: "The key alone goes to standard output. Only its hash is kept, so it cannot be shown again.")

        @Option(help: "staff may do everything but manage staff, partner what its scopes say.")
        var role: Requester.Role

        @Option(help: "Who will use it, for your own list.")
        var label = "unnamed"

        @Option(
            parsing: .upToNextOption,
            help: "What a partner's key may do: places:write, events:write, offers:write, webhooks, read.")
        var scopes = Scope.ofOldKeys

        func validate() throws {
            guard role == .staff || role == .partner else {
                throw ValidationError("a key is for staff or for a partner: use staff or partner")
            }
        }

        func run() async throws {
            let label: OneLine
            do {
                label = try OneLine(self.label)
            } catch {
                throw ValidationError("the label must be one line of at most \(OneLine.maximumLength) characters")
            }
            let command = try ServiceCommand(.directory)
            let create = CreateKey(role: role, label: label, scopes: scopes)
            let (secret, key) = try await command.traced { [role] in
                try await command.database.transaction { transaction in
                    let made = try await create(at: command.now(), in: transaction)
                    let entry = AuditEntry(
                        byOperator: "key create", on: made.key.id.description, detail: role.rawValue, at: command.now())
                    try await AuditStore.add(entry, in: transaction)
                    return made
                }
            }
            print(secret)
            command.say("key \(key.id) made; to make it worthless: directory key revoke \(key.id)")
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a key worthless, for good.")

        @Argument(help: "The key's identifier, as its creation told it.")
        var id: AccessKey.ID

        func run() async throws {
            let command = try ServiceCommand(.directory)
            let revoke = RevokeKey(id: id)
            do {
                _ = try await command.traced { [id] in
                    try await command.database.transaction { transaction in
                        let entry = AuditEntry(byOperator: "key revoke", on: id.description, at: command.now())
                        try await AuditStore.add(entry, in: transaction)
                        return try await revoke(at: command.now(), in: transaction)
                    }
                }
            } catch let problem as Problem where problem == .notFound {
                throw ValidationError("there is no key \(id)")
            }
            command.say("key \(id) is worthless")
        }
    }
}

extension Requester.Role: ExpressibleByArgument {}

extension Scope: ExpressibleByArgument {
    init?(argument: String) {
        guard let scope = Scope(rawValue: argument), scope != .other else { return nil }
        self = scope
    }
}
