import ServiceKit

/// Builds the service from its settings.
struct Assembly {
    let process: ServiceProcess

    init(_ process: ServiceProcess) throws {
        self.process = process
        let database = try process.database(Migrations.all)
        try process.relay(of: database)
        try process.consume("places", Subscriptions.places, into: database)
        try process.answer(
            Requests(database: database, network: process.settings.network, now: process.now).operations)
    }
}
