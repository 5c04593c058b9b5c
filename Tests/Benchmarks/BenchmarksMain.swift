import ArgumentParser

/// What `deploy/bench` measures with, and what it compares with. Each command prints one number.
@main
struct BenchmarksMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        subcommands: [BarePublishing.self, BareRoute.self, RoundTrips.self, Latency.self])
}
