import ArgumentParser
import Domain
import FoundationEssentials
import Glibc
import Logging
import Messaging

/// Requests and replies of 2 kB through the broker, one at a time, with nothing behind them: what the parts of a page
/// cost at least. Prints the mean in milliseconds.
struct RoundTrips: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "round-trips")

    @Option var count = 2_000

    func run() async throws {
        func settings(_ variable: String) throws -> BrokerSettings {
            guard let url = getenv(variable).map({ String(cString: $0) }) else {
                throw ValidationError("\(variable) is not set")
            }
            return try BrokerSettings(url: url, connectionName: "bench")
        }
        let logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let client = RequestClient(try settings("MAILLAGE_GATEWAY_AMQP_URL"), logger: logger)
        // The service itself must be down: the queue is its own.
        let server = RequestServer(
            try settings("MAILLAGE_EVENTS_AMQP_URL"), service: .events, logger: logger,
            handler: { _ in [UInt8](repeating: 0x20, count: 2_000) })
        try await withThrowingTaskGroup { group in
            group.addTask { try await client.run() }
            group.addTask { try await server.run() }
            while !(client.isConnected && server.isConnected) { try await Task.sleep(for: .milliseconds(50)) }
            let body = [UInt8](repeating: 0x20, count: 200)
            var elapsed = Duration.zero
            for number in 0..<(count + 100) {
                let start = ContinuousClock.now
                _ = try await client.request(
                    .events, type: "events.bench.v1", body: body, headers: [:], budget: .seconds(5))
                if number >= 100 { elapsed += start.duration(to: .now) }
            }
            print(elapsed / .milliseconds(count))
            group.cancelAll()
        }
    }
}
