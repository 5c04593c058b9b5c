import Calendars
import Configuration
import Domain
import Metrics
import Postgres
import ServiceKit
import ServiceLifecycle

/// Builds the service from its settings.
struct Assembly: ServiceDefinition {
    static let name = ServiceName.newsletter
    static let migrations = Migrations.all

    let process: ServiceProcess
    let database: PostgresPool
    let push: PushEdition
    let sender: SendDeliveries

    /// - Throws: `SettingError` and the like, before anything runs.
    init(_ process: ServiceProcess) throws {
        let settings = process.settings
        let mail = try MailSettings(settings)
        self.process = process
        database = try process.database(Self.migrations)
        push = PushEdition(
            database: database,
            // `MAILLAGE_NEWSLETTER_SCHEDULE`, as in `1 tuesday 09:00`: the first Tuesday of each month.
            schedule: try settings.own.optional("schedule", default: .firstTuesday) { EditionSchedule($0) },
            zone: Zone(settings.network.timeZone))
        sender = SendDeliveries(
            mail, composer: Composer(mail, database: database), database: database, logger: process.logger)
    }

    static func assemble(_ process: ServiceProcess) throws {
        try Assembly(process).addParts()
    }

    private func addParts() throws {
        try process.relay(of: database)
        try process.consume("items", Subscriptions.items, into: database)
        try process.answer(Requests(database: database, now: process.now).operations)
        process.add(Schedule(push: push, database: database, now: process.now, logger: process.logger))
        process.add(sender)
        process.registry.onCollect { [database] in
            guard let backlog = try? await DeliveryStore.backlog(on: database) else { return }
            Meter(label: "newsletter_waiting").set(backlog.waiting)
            Meter(label: "newsletter_uncertain").set(backlog.uncertain)
        }
    }

    /// Cuts a month's edition and sends it, without the broker: the edition's event waits for the service's relay.
    func push(_ month: Month) async throws {
        let command = PushByHand(month: month, push: push, database: database, now: process.now)
        try await command.group(sender: sender, logger: process.logger).run()
    }
}
