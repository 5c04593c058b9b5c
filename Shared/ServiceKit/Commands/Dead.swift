package import ArgumentParser
import Domain
import FoundationEssentials
import Outbox

/// `dead`: events that could not be applied.
package struct Dead<Service: ServiceDefinition>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "dead",
            abstract: "Events that could not be applied: what they are, and what becomes of them.",
            subcommands: [List.self, Show.self, Retry.self, Discard.self])
    }

    package init() {}

    struct List: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Lists the events that were set aside and are not resolved.",
                discussion: """
                    retry: tried again by itself, at the time shown. behind: follows when an earlier event of the same \
                    thing is resolved. dead: its tries are used up. crash: the process ended while it was handled.
                    """)
        }

        @Option(help: "How many at most.") var limit = 100

        func run() async throws {
            let command = try ServiceCommand(Service.name)
            let rows = try await DeadLetters.unresolved(limit: limit, on: command.database)
            for row in rows {
                let next = row.nextAttemptAt.map { " next \($0.rfc3339)" } ?? ""
                print(
                    "\(row.eventId.lowercased) \(row.consumer) \(row.reason) attempts \(row.attempts)\(next) "
                        + "\(row.type) \(row.lastError ?? "-")")
            }
            let all = rows.count < limit ? rows.count : try await DeadLetters.countUnresolved(on: command.database)
            command.say(all == 0 ? "nothing is set aside" : "\(all) set aside")
        }
    }

    struct Show: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(abstract: "Shows an event, why it was set aside, and all that it says.")
        }

        @Argument(help: "The event's identifier, as 'dead list' shows it.") var event: EventID

        func run() async throws {
            let command = try ServiceCommand(Service.name)
            let rows = try await DeadLetters.find(event.uuid, on: command.database)
            guard !rows.isEmpty else { throw ValidationError("no event \(event) was set aside here") }
            for row in rows {
                print(
                    """
                    event      \(event)
                    consumer   \(row.consumer)
                    type       \(row.type)
                    thing      \(row.aggId?.lowercased ?? "-") version \(row.version.map(String.init) ?? "-")
                    state      \(row.resolution ?? row.reason)
                    attempts   \(row.attempts)
                    set aside  \(row.parkedAt.rfc3339)
                    next try   \(row.nextAttemptAt?.rfc3339 ?? "-")
                    resolved   \(row.resolvedAt?.rfc3339 ?? "-")
                    error      \(row.lastError ?? "-")

                    \(String(decoding: row.envelope, as: UTF8.self))
                    """)
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Has events applied now, and then those behind them, in order.",
                discussion: "The running service does it within a second. To repeat it is harmless.")
        }

        @Argument(help: "Identifiers of events.") var events: [EventID] = []
        @Flag(help: "All that are dead.") var all = false

        func validate() throws {
            guard all == events.isEmpty else { throw ValidationError("name events, or --all") }
        }

        func run() async throws {
            let command = try ServiceCommand(Service.name)
            let count = try await DeadLetters.retry(all ? nil : events.map(\.uuid), on: command.database)
            print("\(count) to be tried again")
            if count == 0, !all { throw ExitCode(2) }
        }
    }

    struct Discard: AsyncParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                abstract: "Gives events up for good; what is behind them goes on.",
                discussion: "They are kept for 30 days, for 'dead show'.")
        }

        @Argument(help: "Identifiers of events.") var events: [EventID]

        func run() async throws {
            let command = try ServiceCommand(Service.name)
            let count = try await DeadLetters.discard(events.map(\.uuid), on: command.database)
            print("\(count) discarded")
            if count == 0 { throw ExitCode(2) }
        }
    }
}

extension UUID {
    var lowercased: String { uuidString.lowercased() }
}
