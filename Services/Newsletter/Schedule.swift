import Domain
import FoundationEssentials
import Logging
import Postgres
import ServiceLifecycle

/// What the service does by itself when its time comes: it cuts the month's edition.
struct Schedule: Service {
    /// The first look comes after as long: what was told while nothing ran is heard first, and so is in the edition.
    static let lookEvery = Duration.seconds(30)

    let push: PushEdition
    let database: PostgresPool
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: Self.lookEvery)
                do {
                    try await look()
                } catch {
                    logger.warning("schedule interrupted", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    /// Cuts the current month's edition if its moment has come. Of several instances that look at once, one cuts.
    func look() async throws {
        let now = now()
        let cut = try await EditionStore.edition(of: Month(of: now, in: push.zone), on: database)
        let installed = try await EditionStore.installed(on: database)
        let month = push.schedule.monthDue(
            at: now, isCut: { $0 == cut?.month }, installed: installed, zone: push.zone)
        guard let month else { return }
        switch try await push(month, at: now, keepsEmpty: true) {
        case .pushed(let edition):
            logger.notice(
                "edition pushed", metadata: ["month": "\(month)", "recipients": "\(edition.recipients)"])
        case .alreadyPushed:
            break
        case .nothingNew(let begin):
            logger.notice("nothing new, no edition", metadata: ["month": "\(month)", "since": "\(begin.rfc3339)"])
        }
    }
}
