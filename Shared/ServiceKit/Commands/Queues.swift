package import ArgumentParser
import Domain
import FoundationEssentials
import Logging
import Messaging
import Outbox

/// `queues`: what the service declares at the broker, for `deploy/topology-check`.
package struct Queues<Service: ServiceDefinition>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "queues",
            abstract: "Prints the queues and bindings that the service declares, as definitions of RabbitMQ.",
            discussion: "Needs the settings with which the service runs, and reaches neither broker nor database.",
            shouldDisplay: false)
    }

    package init() {}

    package func run() async throws {
        let process = try ServiceProcess(Service.name, logLevel: .critical)
        // Assembled as it runs, so that what is printed cannot differ from what is declared.
        try Service.assemble(process)
        let hearing = process.subscriptions.mapValues { reactions in
            reactions.flatMap { reaction in reaction.types.map { (owner: reaction.owner, type: $0) } }
        }
        print(String(decoding: try Topology.description(of: Service.name, hearing: hearing), as: UTF8.self))
    }
}
