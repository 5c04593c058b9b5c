package import ArgumentParser
package import Domain
package import Postgres

/// A service that owns a database: its name, its schema, and what it is made of.
package protocol ServiceDefinition {
    static var name: ServiceName { get }
    /// The schema, in the order of its making.
    static var migrations: [MigrationSet] { get }
    /// Adds all parts of the service to its process.
    static func assemble(_ process: ServiceProcess) throws
}

extension ServiceDefinition {
    /// The commands that every such service has.
    package static var commands: [any ParsableCommand.Type] {
        [
            Serve<Self>.self, Migrate<Self>.self, Dead<Self>.self, OutboxCommand<Self>.self,
            BackfillCommand<Self>.self, Queues<Self>.self,
        ]
    }
}

/// `serve`: what runs all the time.
package struct Serve<Service: ServiceDefinition>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "serve", abstract: "Runs the service until SIGTERM.")
    }

    package init() {}

    package func run() async throws {
        let process = try ServiceProcess(Service.name)
        try Service.assemble(process)
        try await process.run()
    }
}

/// `migrate`: as the role that owns the tables.
package struct Migrate<Service: ServiceDefinition>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "migrate", abstract: "Brings the database to this version's schema.")
    }

    package init() {}

    package func run() async throws {
        try await ServiceProcess.migrate(Service.name, Service.migrations)
    }
}
