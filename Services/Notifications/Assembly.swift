import Configuration
import Domain
import FoundationEssentials
import Outbox
import ServiceKit

/// Builds the service from its settings.
enum Assembly: ServiceDefinition {
    static let name = ServiceName.notifications
    static let migrations = Migrations.all

    static func assemble(_ process: ServiceProcess) throws {
        let settings = process.settings
        let database = try process.database(migrations)
        let (signal, mailSignal) = (CommitSignal(), CommitSignal())
        let mail = try MailSettings(settings)
        let match = MatchWebhooks(network: settings.network, signal: signal)
        try process.relay(of: database)
        let subscriptions = Subscriptions(match: match, signal: mailSignal, now: process.now)
        try process.consume("items", subscriptions.items, into: database)
        try process.answer(Requests(database: database, now: process.now).operations)
        let networks = try settings.own.optional("webhook.networks", default: []) { text -> [IPNetwork]? in
            let parts = text.split(separator: ",").map { IPNetwork($0.filter { $0 != " " }) }
            return parts.contains { $0 == nil } ? nil : parts.compactMap(\.self)
        }
        process.add(
            SendMails(settings: mail, database: database, signal: mailSignal, logger: process.logger))
        let sender = WebhookSender(filter: AddressFilter(allowed: networks))
        process.add(
            SendDeliveries(database: database, sender: sender, signal: signal, now: process.now, logger: process.logger)
        )
    }
}
