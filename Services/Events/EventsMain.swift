import ArgumentParser
import ServiceKit

/// `events`: the agenda.
@main
struct EventsMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "The agenda of the network: events, published, changed and cancelled.",
        subcommands: Assembly.commands
    )
}
