import ArgumentParser
import ServiceKit

/// `notifications`: tells partners, as it happens, what they asked to hear.
@main
struct NotificationsMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifications",
        abstract: "Tells partners what they asked to hear, by signed webhooks, and people what they need, by mail.",
        subcommands: Assembly.commands
    )
}
