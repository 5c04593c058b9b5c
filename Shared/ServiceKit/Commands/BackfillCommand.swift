package import ArgumentParser
import Domain
import FoundationEssentials
import Outbox

/// `backfill`: read models filled anew.
package struct BackfillCommand<Service: ServiceDefinition>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "backfill",
            abstract: "Fills the read models of this service anew from what another one owns.",
            discussion: """
                The running service does it; this command shows how far it is, and may be interrupted. What is newer here \
                stays. Nobody is told by mail or webhook of what comes that way, and of changes that are still on their way here \
                partners hear the last only.
                """)
    }

    @Argument(help: "The service that owns the facts.")
    var producer: ServiceName

    package init() {}

    package func run() async throws {
        let command = try ServiceCommand(Service.name)
        var rows = try await BackfillState.want(from: producer, on: command.database)
        guard !rows.isEmpty else {
            throw ValidationError(
                "\(Service.name.rawValue) keeps nothing of \(producer.rawValue), or has not run since it was installed")
        }
        var last = ""
        var quiet = 0
        while true {
            let told = rows.map { "\($0.aggType) \($0.items)" }.joined(separator: ", ")
            if told != last { command.say("\(producer.rawValue): \(told)") }
            quiet = told == last ? quiet + 1 : 0
            if quiet == 20 {
                command.say(
                    "no progress: \(Service.name.rawValue) and \(producer.rawValue) have to run, and the broker")
            }
            last = told
            if rows.allSatisfy({ $0.completedAt != nil }) { break }
            try await Task.sleep(for: .milliseconds(500))
            rows = try await BackfillState.rows(from: producer, on: command.database)
        }
        for row in rows {
            print("\(row.consumer) \(row.aggType): \(row.items) read, \(row.failed) could not be applied")
        }
        if rows.contains(where: { $0.failed > 0 }) { throw ExitCode(2) }
    }
}

extension ServiceName: ExpressibleByArgument {}
extension Identifier: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
