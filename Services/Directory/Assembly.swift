import Domain
import ServiceKit

/// Builds the service from its settings.
enum Assembly: ServiceDefinition {
    static let name = ServiceName.directory
    static let migrations = Migrations.all

    static func assemble(_ process: ServiceProcess) throws {
        let database = try process.database(migrations)
        try process.relay(of: database)
        process.registry.onCollect { await DuplicateSearches.report(from: database) }
        process.add(ProposeDuplicates(database: database, now: process.now, logger: process.logger))
        process.add(MakeLinks(database: database, now: process.now, logger: process.logger))
        try process.answer(
            Requests(database: database, now: process.now, zone: process.settings.network.timeZone).operations)
    }
}
