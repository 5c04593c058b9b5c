import ArgumentParser
import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Reads each address of a file once, one after the other, on one connection. Prints the mean in milliseconds.
struct Latency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "latency")

    @Argument var file: String

    func run() async throws {
        let addresses = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        guard !addresses.isEmpty else { throw ValidationError("\(file) is empty") }
        var configuration = HTTPClient.Configuration()
        configuration.httpVersion = .http1Only
        let elapsed = try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            var elapsed = Duration.zero
            for address in addresses {
                let start = ContinuousClock.now
                let response = try await client.execute(HTTPClientRequest(url: address), timeout: .seconds(10))
                _ = try await response.body.collect(upTo: 1 << 20)
                elapsed += start.duration(to: .now)
                guard response.status == .ok else {
                    throw ValidationError("\(address) answered \(response.status.code)")
                }
            }
            return elapsed
        }
        print(elapsed / .milliseconds(addresses.count))
    }
}
