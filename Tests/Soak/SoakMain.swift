import ArgumentParser
import Foundation

/// What `deploy/soak` runs on the installation that it made: the story's traffic under faults, and the ledger.
@main
struct SoakMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak", abstract: "The story under random faults, ended by the ledger.")

    @Option(help: "The installation: servers run, databases are migrated, the services are not started.")
    var home: String
    @Option(help: "How long there is trouble.")
    var minutes: Double = 30
    @Option(help: "Determines the faults; drawn when not given.")
    var seed: UInt64?

    func run() async throws {
        let soak = Soak(
            installation: Installation(home: URL(filePath: home)), duration: .seconds(minutes * 60),
            seed: seed ?? .random(in: 1...999_999))
        guard try await soak.run() else { throw ExitCode.failure }
    }

    func validate() throws {
        guard minutes > 0 else { throw ValidationError("--minutes is more than 0") }
    }
}
