package import ArgumentParser
import Domain
import FoundationEssentials
import Outbox

/// `outbox`: events that wait to be published, and those that were.
package struct OutboxCommand<Service: ServiceDefinition>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "outbox", abstract: "Events that wait to be published, and those that were.",
            subcommands: [Status.self, Republish.self])
    }

    package init() {}

    struct Status: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Tells what waits, for how long, and what was published in the last fortnight.",
                discussion: "Ends with status 1 when something is parked, or waits for more than 30 seconds.")
        }

        func run() async throws {
            let command = try ServiceCommand(Service.name)
            let state = try await OutboxState.summary(on: command.database)
            print(
                """
                waiting     \(state.pending), the oldest for \(Int(state.oldestSeconds)) s
                parked      \(state.parked)
                published   \(state.published), \(state.unroutable) of them to nobody
                kept since  \(state.oldestKept?.rfc3339 ?? "-")
                last error  \(state.lastError ?? "-")
                """)
            if state.parked > 0 || state.oldestSeconds > 30 { throw ExitCode(1) }
        }
    }

    struct Republish: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Publishes events once more, with their identifiers.",
                discussion: """
                    Whoever has received them drops them. What is older than 48 hours fills read models and causes no mail \
                    and no webhook. Events are kept for a fortnight; what is older comes by 'backfill'.
                    """)
        }

        @Option(help: "Since when: 2026-11-24T08:00:00Z, or back from now: 90m, 2h, 3d.")
        var since: String
        @Option(help: "Only this type.") var type: String?

        func validate() throws {
            guard Since.date(since, now: Date()) != nil else {
                throw ValidationError("--since is a moment such as 2026-11-24T08:00:00Z, or 90m, 2h, 3d")
            }
        }

        func run() async throws {
            let command = try ServiceCommand(Service.name)
            guard let moment = Since.date(since, now: command.now()) else { return }
            let count = try await OutboxState.republish(since: moment, type: type, on: command.database)
            print("\(count) to be published once more")
        }
    }
}

/// A moment as people type it.
enum Since {
    /// RFC 3339, or a whole number of minutes, hours or days before `now`.
    static func date(_ text: String, now: Date) -> Date? {
        if let date = Date(rfc3339: text) { return date }
        let units: [Character: Double] = ["m": 60, "h": 3600, "d": 86400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), count >= 0 else {
            return nil
        }
        return now.addingTimeInterval(-Double(count) * unit)
    }
}
