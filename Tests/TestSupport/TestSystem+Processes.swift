package import Domain
import Foundation

extension TestSystem {
    /// Starts every service and waits until all are ready.
    package func startAll(settings: [String: String] = [:]) async throws {
        for service in ServiceName.allCases { try await start(service, waiting: false, settings: settings) }
        for service in ServiceName.allCases { try await waitUntilReady(service) }
    }

    /// Starts a process with more settings in its environment, such as a fail point. A second instance of a service has
    /// its own operator's port and log, and its own public port where it is a gateway.
    package func start(
        _ service: ServiceName, instance: Int = 1, waiting: Bool = true, settings: [String: String] = [:]
    ) async throws {
        let number = Instance(service: service, number: instance)
        if let process = processes[number], process.isRunning {
            throw TestFailure("\(service.rawValue) \(instance) runs already")
        }
        processes[number] = try ServiceUnderTest(
            service, environment: environment(of: number).merging(settings) { $1 },
            log: log(of: service, instance: instance))
        if waiting { try await waitUntilReady(service, instance: instance) }
    }

    package func waitUntilReady(
        _ service: ServiceName, instance: Int = 1, within duration: Duration = .seconds(20)
    ) async throws {
        try await eventually("\(service.rawValue) \(instance) is ready", within: duration) { [self] in
            guard try process(service, instance: instance).isRunning else {
                throw TestFailure("\(service.rawValue) died: see \(log(of: service, instance: instance).path)")
            }
            return try await isReady(service, instance: instance)
        }
    }

    package func isReady(_ service: ServiceName, instance: Int = 1) async throws -> Bool {
        let answer = try? await HTTP.get("\(operatorURL(of: service, instance: instance))/ready")
        return answer?.status == 200
    }

    package func process(_ service: ServiceName, instance: Int = 1) throws -> ServiceUnderTest {
        guard let process = processes[Instance(service: service, number: instance)] else {
            throw TestFailure("\(service.rawValue) \(instance) was not started")
        }
        return process
    }

    /// The instances that were started and have not ended.
    package var running: [(service: ServiceName, instance: Int)] {
        processes.filter(\.value.isRunning).map { ($0.key.service, $0.key.number) }
    }

    /// Ends a process without a word, and waits until it is gone.
    package func kill(_ service: ServiceName, instance: Int = 1) async throws {
        try await process(service, instance: instance).end(with: SIGKILL)
    }

    /// Asks a process to stop, and tells how long it took.
    @discardableResult
    package func stop(_ service: ServiceName, instance: Int = 1) async throws -> Duration {
        let process = try process(service, instance: instance)
        return try await ContinuousClock().measure { try await process.end(with: SIGTERM) }
    }

    /// Runs a command of a service to its end and returns what it printed.
    /// - Throws: `TestFailure` when it does not exit with `status`.
    @discardableResult
    package func run(_ service: ServiceName, _ arguments: String...) async throws -> String {
        try await run(service, arguments, status: 0)
    }

    @discardableResult
    package func run(
        _ service: ServiceName, _ arguments: [String], status: Int32, settings: [String: String] = [:]
    ) async throws -> String {
        let said = folder.appending(path: "\(service.rawValue)-\(UUID().uuidString).out")
        let errors = folder.appending(path: "\(service.rawValue)-command.log")
        let ended = try await Command.run(
            TestServers.executable(service).path, arguments, environment: environment.merging(settings) { $1 },
            output: said, errors: errors)
        guard ended == status else {
            let reason = try String(contentsOf: errors, encoding: .utf8)
            throw TestFailure("\(service.rawValue) \(arguments) ended with \(ended): \(reason)")
        }
        return try String(contentsOf: said, encoding: .utf8)
    }

    /// A new key of the staff, which every gateway will know.
    package func staffKey() async throws -> String {
        try await run(.directory, "key", "create", "--role", "staff").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
