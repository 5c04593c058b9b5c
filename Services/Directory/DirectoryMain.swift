import ArgumentParser
import ServiceKit

/// `directory`: the places of the network, the people who may sign in, and the keys to its API.
@main
struct DirectoryMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory",
        abstract: "The places of the network, the people who may sign in, and the keys to its API.",
        subcommands: Assembly.commands + [Admin.self, Duplicates.self, Import.self, Key.self]
    )
}
