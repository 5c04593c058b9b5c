import Domain
import Foundation
import TestSupport
import Testing

/// Fault 8: every service is restarted in turn by SIGTERM, while people read and write.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RollingRestartTests {
    /// Fault 8. Held by the order of a stop: an instance takes no further request, answers those it has, and only then
    /// leaves; the other one takes what comes meanwhile.
    /// Seen to fail: requests acknowledged on arrival, dropped at the stop and not sent again → answers that do not begin
    /// with 2.
    @Test func `with two instances twenty restarts are seen by nobody`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            for service in ServiceName.owners { try await system.start(service, instance: 2) }
            let load = try await restarting(system, instances: [1, 2], rounds: 2)
            try #require(load.writes.keys.allSatisfy { $0.hasPrefix("2") }, "\(load.writes)")
            try #require(load.reads.keys.allSatisfy { $0.hasPrefix("2") }, "\(load.reads)")
        }
    }

    /// Fault 8. Held by the returned request: that nobody is there is known at once, so it is said so and never guessed.
    /// Seen to fail: requests that are not mandatory → `"504 timed-out"`.
    @Test func `with one instance ten restarts are seen as a service that is away`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            let load = try await restarting(system, instances: [1], rounds: 2)
            func isAllowed(_ answer: String) -> Bool {
                answer.hasPrefix("2") || answer == "503 service-unavailable"
            }
            try #require(load.writes.keys.allSatisfy(isAllowed), "\(load.writes)")
            try #require(load.reads.keys.allSatisfy(isAllowed), "\(load.reads)")
        }
    }

    private func restarting(_ system: TestSystem, instances: [Int], rounds: Int) async throws -> Load {
        let ledger = Ledger(of: system)
        try await ledger.watch()
        let key = try await system.staffKey()
        // The gateway knows it from then on, also while the directory is away.
        try await eventually("the key is known") {
            try await HTTP.get(system.url("/api/v1/webhooks"), headers: ["authorization": "Bearer \(key)"]).status
                == 200
        }
        let load = Load(on: system, key: key, writers: 3, readers: 2)
        try await load.run {
            for _ in 0..<rounds {
                for service in ServiceName.owners {
                    for instance in instances {
                        let elapsed = try await system.stop(service, instance: instance)
                        #expect(elapsed < .seconds(25), "\(service.rawValue) stops in time")
                        #expect(try await system.process(service, instance: instance).endedBySignal == nil)
                        try await system.start(service, instance: instance)
                    }
                }
            }
        }
        try await ledger.closes(intents: load.intents)
        return load
    }
}
