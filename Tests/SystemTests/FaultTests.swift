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
    @Test func `a service that dies after the commit tells the event when it is back`() async throws {
        try await withSystem { system, ledger in
            try await system.kill(.directory)
            try await system.start(.directory, settings: ["MAILLAGE_FAIL_POINT": "outbox.committed"])
            try await ledger.create("Commis mais pas dit", dying: .directory)
            #expect(try await ledger.unpublished() == 1)
            try await system.start(.directory)
            try await ledger.settle(within: .seconds(5), places: 1)
            #expect(try await ledger.duplicates() == 0)
        }
    }

    /// Fault 3. Held by the mark that comes after the confirm, and by the inbox's claim.
    @Test func `a relay that dies before the confirm sends again and the inbox drops the copy`() async throws {
        try await withSystem { system, ledger in
            try await system.kill(.directory)
            try await system.start(.directory, settings: ["MAILLAGE_FAIL_POINT": "publisher.sent"])
            try await ledger.create("Envoyé mais pas confirmé", dying: .directory)
            try await system.start(.directory)
            try await ledger.settle(within: .seconds(10), places: 1)
            #expect(try await ledger.duplicates() <= 1)
        }
    }

    /// Fault 4. Held by the inbox's claim of the identifier.
    @Test func `a relay that dies before the mark sends the same identifier twice with one effect`() async throws {
        try await withSystem { system, ledger in
            try await system.kill(.directory)
            try await system.start(.directory, settings: ["MAILLAGE_FAIL_POINT": "relay.confirmed"])
            try await ledger.create("Confirmé mais pas coché", dying: .directory)
            #expect(try await ledger.unpublished() == 1)
            try await system.start(.directory)
            try await ledger.settle(within: .seconds(10), places: 1)
            #expect(try await ledger.duplicates() == 1)
        }
    }

    /// Fault 5. Held by the acknowledgement that comes after the commit.
    @Test func `a consumer that dies before its commit receives the event again`() async throws {
        try await withSystem { system, ledger in
            try await system.kill(.events)
            try await system.start(.events, settings: ["MAILLAGE_FAIL_POINT": "inbox.handled"])
            try await ledger.create("Reçu mais pas appliqué", dying: .events)
            #expect(try await ledger.received() == 0)
            try await system.start(.events)
            try await ledger.settle(within: .seconds(10), places: 1)
            #expect(try await ledger.duplicates() == 0)
        }
    }

    /// Fault 6. Held by the claim, which stands in the transaction of the effect.
    @Test func `a consumer that dies before its acknowledgement counts a duplicate`() async throws {
        try await withSystem { system, ledger in
            try await system.kill(.events)
            try await system.start(.events, settings: ["MAILLAGE_FAIL_POINT": "inbox.committed"])
            try await ledger.create("Appliqué mais pas accusé", dying: .events)
            #expect(try await ledger.received() == 1)
            try await system.start(.events)
            try await ledger.settle(within: .seconds(10), places: 1)
            try await eventually("the duplicate is counted") { try await ledger.duplicates() == 1 }
        }
    }

    /// The gateway, the directory and one consumer: what these faults are about.
    private func withSystem(_ body: (TestSystem, Ledger) async throws -> Void) async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .events, .gateway] { try await system.start(service) }
            let key = try await system.run(.directory, "key", "create", "--role", "staff")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            try await eventually("the key is told") {
                try await system.one("SELECT count(*) FROM outbox WHERE published_at IS NULL", in: .directory) == 0
            }
            try await body(system, Ledger(system: system, key: key))
        }
    }
}

/// What was asked, told, received and applied, counted in the databases themselves.
struct Ledger {
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

    /// Every place was told, received and applied, each once; no row waits anywhere and no message is unacknowledged.
    func settle(within duration: Duration, places: Int) async throws {
        try await eventually("nothing waits and every place is known", within: duration) {
            let known = try await system.one("SELECT count(*) FROM known_places", in: .events, as: Int.self)
            let unpublished = try await unpublished()
            return known == places && unpublished == 0
        }
        #expect(try await system.one("SELECT count(*) FROM places", in: .directory) == places)
        #expect(try await received() == places)
        #expect(try await system.one("SELECT count(*) FROM agg_cursor WHERE version = 1", in: .events) == places)
        #expect(try await system.one("SELECT count(*) FROM parked", in: .events) == 0)
        try await eventually("the queue is empty") { try await waitingMessages() == 0 }
    }

    private func waitingMessages() async throws -> Int {
        let lines = try await system.servers.rabbitmqctl(
            "list_queues", "--vhost", system.virtualHost, "name", "messages")
        return lines.split(separator: "\n").filter { $0.hasPrefix("q.events.places") }
            .compactMap { $0.split(separator: "\t").last.flatMap { Int($0) } }.reduce(0, +)
    }
}
