import ArgumentParser
import Domain
import ServiceKit

/// `events`: the agenda.
@main
struct EventsMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "The agenda of the network: events, published, changed and cancelled.",
        subcommands: [Serve.self, Migrate.self]
    )

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs the service until SIGTERM.")

        func run() async throws {
            try await Assembly(ServiceProcess(.events)).process.run()
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Brings the database to this version's schema.")

        func run() async throws {
            try await ServiceProcess.migrate(.events, Migrations.all)
        }
    }
}
