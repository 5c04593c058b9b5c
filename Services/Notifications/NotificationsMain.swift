import ArgumentParser
import Domain
import ServiceKit

/// `notifications`: tells partners, as it happens, what they asked to hear.
@main
struct NotificationsMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifications",
        abstract: "Tells partners what they asked to hear, by signed webhooks.",
        subcommands: [Serve.self, Migrate.self]
    )

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs the service until SIGTERM.")

        func run() async throws {
            try await Assembly(ServiceProcess(.notifications)).process.run()
        }
    }

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Brings the database to this version's schema.")

        func run() async throws {
            try await ServiceProcess.migrate(.notifications, Migrations.all)
        }
    }
}
