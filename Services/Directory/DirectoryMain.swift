import ArgumentParser
import Domain
import ServiceKit

/// `directory`: the places of the network, and the keys to its API.
@main
struct DirectoryMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory",
        abstract: "The places of the network, and the keys to its API.",
        subcommands: [Serve.self, Migrate.self, Import.self, Key.self]
    )

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs the service until SIGTERM.")

        func run() async throws {
            try await Assembly(ServiceProcess(.directory)).process.run()
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Brings the database to this version's schema.")

        func run() async throws {
            try await ServiceProcess.migrate(.directory, Migrations.all)
        }
    }
}
