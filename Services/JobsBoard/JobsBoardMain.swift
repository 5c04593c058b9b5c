import ArgumentParser
import ServiceKit

/// `jobs-board`: jobs, missions and services, offered or needed.
@main
struct JobsBoardMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs-board",
        abstract: "The job board of the network: offers, published, changed and closed.",
        subcommands: Assembly.commands
    )
}
