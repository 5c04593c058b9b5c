import ArgumentParser

/// What `deploy/bench` measures with, and what it compares with. Each command prints one number, or one a line.
@main
struct BenchmarksMain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        subcommands: [
            BareConfirms.self, BarePublishing.self, BareRoute.self, Latency.self, RoundTrips.self, SteadyWrites.self,
        ])
}
