import ArgumentParser
import Domain
import FoundationEssentials
import Postgres
import ServiceKit

/// `directory admin …`
struct Admin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Those who may do everything, and give roles to others.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes somebody an administrator; a no-op when they are one.")

        @Argument(help: "The e-mail address to which links are sent.")
        var address: String

        func run() async throws {
            let address = try Admin.address(address)
            let command = try ServiceCommand(.directory)
            _ = try await Admin.order(command) { operatorItself, transaction in
                try await AddAdministrator(email: address)(by: operatorItself, at: command.now(), in: transaction)
            }
            command.say("\(address) is an administrator.")
            command.say("Now open \(command.settings.network.publicURL)/sign-in, give that address, and open the link")
            command.say("in the mail within 15 minutes. It needs directory, notifications and gateway running.")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints the administrators' addresses.")

        func run() async throws {
            let command = try ServiceCommand(.directory)
            for person in try await PersonStore.administrators(on: command.database) { print(person.email) }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes the role away. The last administrator stays one.")

        @Argument(help: "The e-mail address.")
        var address: String

        func run() async throws {
            let address = try Admin.address(address)
            let command = try ServiceCommand(.directory)
            do {
                _ = try await Admin.order(command) { operatorItself, transaction in
                    try await RemoveAdministrator(email: address)(
                        by: operatorItself, at: command.now(), in: transaction)
                }
            } catch let problem as Problem where problem.code == "last-administrator" {
                throw ValidationError("\(address) is the last administrator: add another one first")
            } catch let problem as Problem where problem == .notFound {
                throw ValidationError("nobody has the address \(address)")
            }
            command.say("\(address) is no administrator any more")
        }
    }

    private static func address(_ text: String) throws -> EmailAddress {
        do {
            return try EmailAddress(text)
        } catch {
            throw ValidationError("an address looks like name@domain")
        }
    }

    private static func order(
        _ command: ServiceCommand, _ body: (Requester, Transaction) async throws -> Person
    ) async throws -> Person {
        try await command.traced {
            try await command.database.transaction { try await body(Requester(role: .administrator), $0) }
        }
    }
}
