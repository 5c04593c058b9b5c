import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// What must survive a process that dies at the worst moment. Each test kills a real process at a named point and ends
/// with the ledger: every change told, every event received and applied once, nothing waiting.
///
/// Beside each stands the mechanism that it holds to.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct FaultTests {
    /// Fault 2. Held by the relay's look every half second: no signal is left of a commit before a crash.
    /// Seen to fail: a relay that looks only for rows written since its session began → "1 lost, 1 stuck".
    @Test func `a service that dies after the commit tells the event when it is back`() async throws {
        try await withSystem { system, scene in
            try await system.kill(.directory)
            try await system.start(.directory, settings: ["MAILLAGE_FAIL_POINT": "outbox.committed"])
            try await scene.create("Commis mais pas dit", dying: .directory)
            #expect(try await scene.unpublished() == 1)
            try await system.start(.directory)
            try await scene.settle(within: .seconds(5), places: 1)
            #expect(try await scene.duplicates() == 0)
        }
    }

    /// Fault 3. Held by the mark that comes after the confirm, and by the inbox's claim.
    /// Seen to fail: a relay that looks only for rows written since its session began → "1 stuck".
    @Test func `a relay that dies before the confirm sends again and the inbox drops the copy`() async throws {
        try await withSystem { system, scene in
            try await system.kill(.directory)
            try await system.start(.directory, settings: ["MAILLAGE_FAIL_POINT": "publisher.sent"])
            try await scene.create("Envoyé mais pas confirmé", dying: .directory)
            try await system.start(.directory)
            try await scene.settle(within: .seconds(10), places: 1)
            #expect(try await scene.duplicates() <= 1)
        }
    }

    /// Fault 4. Held by the inbox's claim of the identifier.
    /// Seen to fail: a claim that takes every event for new → `duplicates() == 1` failed; a relay that looks only for
    /// rows written since its session began → "1 stuck".
    @Test func `a relay that dies before the mark sends the same identifier twice with one effect`() async throws {
        try await withSystem { system, scene in
            try await system.kill(.directory)
            try await system.start(.directory, settings: ["MAILLAGE_FAIL_POINT": "relay.confirmed"])
            try await scene.create("Confirmé mais pas coché", dying: .directory)
            #expect(try await scene.unpublished() == 1)
            try await system.start(.directory)
            try await scene.settle(within: .seconds(10), places: 1)
            #expect(try await scene.duplicates() == 1)
        }
    }

    /// Fault 5. Held by the acknowledgement that comes after the commit.
    /// Seen to fail: the acknowledgement before the transaction → "2 lost".
    @Test func `a consumer that dies before its commit receives the event again`() async throws {
        try await withSystem { system, scene in
            try await system.kill(.events)
            try await system.start(.events, settings: ["MAILLAGE_FAIL_POINT": "inbox.handled"])
            try await scene.create("Reçu mais pas appliqué", dying: .events)
            #expect(try await scene.received() == 0)
            try await system.start(.events)
            try await scene.settle(within: .seconds(10), places: 1)
            #expect(try await scene.duplicates() == 0)
        }
    }

    /// Fault 6. Held by the claim, which stands in the transaction of the effect.
    /// Seen to fail: a claim that takes every event for new → "not within 20.0 seconds: the duplicate is counted".
    @Test func `a consumer that dies before its acknowledgement counts a duplicate`() async throws {
        try await withSystem { system, scene in
            try await system.kill(.events)
            try await system.start(.events, settings: ["MAILLAGE_FAIL_POINT": "inbox.committed"])
            try await scene.create("Appliqué mais pas accusé", dying: .events)
            #expect(try await scene.received() == 1)
            try await system.start(.events)
            try await scene.settle(within: .seconds(10), places: 1)
            try await eventually("the duplicate is counted") { try await scene.duplicates() == 1 }
        }
    }

    /// The gateway, the directory and one consumer: what these faults are about.
    private func withSystem(_ body: (TestSystem, Scene) async throws -> Void) async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .events, .gateway] { try await system.start(service) }
            let key = try await system.staffKey()
            try await eventually("the key is told") {
                try await system.one("SELECT count(*) FROM outbox WHERE published_at IS NULL", in: .directory) == 0
            }
            let scene = Scene(system: system, key: key)
            try await Ledger(of: system, streams: LedgerStream.among([.directory, .events])).watch()
            try await body(system, scene)
        }
    }
}

/// The fate of single places, between the directory and one consumer.
private struct Scene {
    let system: TestSystem
    let key: String

    /// Creates a place while a service is about to die of it, and waits until it is dead.
    func create(_ name: String, dying service: ServiceName) async throws {
        // Whoever dies of it may take the answer along.
        _ = try? await HTTP.post(system.url("/api/v1/places"), json: ["name": name], key: key)
        try await eventually("\(service.rawValue) died at the fail point") {
            try await !system.process(service).isRunning
        }
    }

    func unpublished() async throws -> Int {
        try await system.one(
            "SELECT count(*) FROM outbox WHERE published_at IS NULL AND agg_type = 'place'", in: .directory)
    }

    func received() async throws -> Int {
        try await system.one("SELECT count(*) FROM inbox", in: .events)
    }

    func duplicates() async throws -> Int {
        Int(try await system.metric("duplicates_total", of: .events) ?? 0)
    }

    /// The ledger closes, and so many places were made, received and applied.
    func settle(within duration: Duration, places: Int) async throws {
        let ledger = Ledger(of: system, streams: LedgerStream.among([.directory, .events]))
        let findings = try await ledger.closes(within: duration)
        #expect(findings.told == places)
        #expect(try await system.one("SELECT count(*) FROM places", in: .directory) == places)
        #expect(try await received() == places)
        #expect(try await system.one("SELECT count(*) FROM agg_cursor WHERE version = 1", in: .events) == places)
    }
}
