import ArgumentParser
import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1

/// Creates places through the public API at a steady rate, whatever the answers take. Prints how many were taken.
struct SteadyWrites: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "steady-writes")

    /// A second.
    @Option var rate: Double
    @Option var seconds: Double

    func run() async throws {
        func variable(_ name: String) throws -> String {
            guard let value = getenv(name) else { throw ValidationError("\(name) is not set") }
            return String(cString: value)
        }
        let address = try variable("MAILLAGE_URL") + "/api/v1/places"
        let key = try variable("MAILLAGE_STAFF_KEY")
        let count = Int(rate * seconds)
        let pause = Duration.seconds(1 / rate)
        var configuration = HTTPClient.Configuration()
        configuration.httpVersion = .http1Only
        let taken = try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                let start = ContinuousClock.now
                for number in 0..<count {
                    try await Task.sleep(until: start + pause * number)
                    group.addTask {
                        var request = HTTPClientRequest(url: address)
                        request.method = .POST
                        request.headers.add(name: "Authorization", value: "Bearer \(key)")
                        request.headers.add(name: "Content-Type", value: "application/json")
                        request.body = .bytes(ByteBuffer(string: #"{"name": "Lieu régulier \#(number)"}"#))
                        let response = try await client.execute(request, timeout: .seconds(10))
                        _ = try await response.body.collect(upTo: 1 << 16)
                        return response.status == .created
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
        }
        print(taken)
    }
}
