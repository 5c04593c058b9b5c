import ArgumentParser
import Domain
import ServiceKit

/// `jobs-board`: jobs, missions and services, offered or needed.
@main
struct JobsBoardMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs-board",
        abstract: "The job board of the network: offers, published, changed and closed.",
        subcommands: [Serve.self, Migrate.self]
    )

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs the service until SIGTERM.")

        func run() async throws {
            try await Assembly(ServiceProcess(.jobsBoard)).process.run()
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Brings the database to this version's schema.")

        func run() async throws {
            try await ServiceProcess.migrate(.jobsBoard, Migrations.all)
        }
    }
}
