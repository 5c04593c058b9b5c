import Domain
import Foundation
import TestSupport
import Testing

/// Fault 17: whatever is sent to the broker vanishes, and nobody is told.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct BlackHoleTests {
    private static let heartbeat = 5
    private static let limit = Duration.seconds(2 * heartbeat + 2)

    /// Fault 17. Held by heartbeats that are looked for also while there is nothing to do, and by the watchdog that ends
    /// a call which would wait for ever.
    /// Seen to fail: no heartbeat asked for → "events misses the broker", "directory misses the broker".
    @Test(arguments: [false, true])
    func `a broker that vanishes is missed within two heartbeats, idle and busy, and found again`(busy: Bool)
        async throws
    {
        var options = SystemOptions.with { $0.heartbeat = Self.heartbeat }
        options.throughBrokerProxy = Set(ServiceName.allCases)
        try await withTestSystem(on: nil, options) { system in
            try await system.startAll()
            let ledger = Ledger(of: system)
            try await ledger.watch()
            let load = Load(on: system, key: try await system.staffKey(), writers: busy ? 3 : 0, readers: busy ? 2 : 0)
            try await load.run {
                if busy { try await Task.sleep(for: .seconds(2)) }
                let lines = try warnings(system)
                system.brokerProxy.trouble = .blackHole
                let begun = ContinuousClock.now
                for service in ServiceName.allCases {
                    try await eventually("\(service.rawValue) misses the broker", within: begun + Self.limit - .now) {
                        // An operator's port that does not answer is a thread that is stuck.
                        let answer = try await HTTP.get("\(system.operatorURL(of: service))/ready")
                        return answer.status == 503 && answer.text.contains("waiting for the broker")
                    }
                }
                // No thread is held by the broker so that it could not be told to end.
                #expect(try await system.stop(.events) < .seconds(25))
                try await system.start(.events, waiting: false)
                system.brokerProxy.trouble = .none
                for service in ServiceName.allCases {
                    try await system.waitUntilReady(service, within: .seconds(30))
                }
                #expect(try warnings(system) - lines < 200)
            }
            for service in ServiceName.allCases {
                #expect(try await system.process(service).isRunning, "\(service.rawValue) lives")
            }
            try await ledger.closes(intents: load.intents)
        }
    }

    private func warnings(_ system: TestSystem) throws -> Int {
        try ServiceName.allCases.reduce(0) { try $0 + system.logLines(of: $1, containing: "\"warning\"") }
    }
}
