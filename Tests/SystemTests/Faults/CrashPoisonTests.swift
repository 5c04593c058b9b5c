import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 22: an event whose handler kills the process, among 64 that the consumer has in hand.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct CrashPoisonTests {
    /// Fault 22. Held by the start that is committed before a redelivered event's handler runs, and by the taking of
    /// redelivered events one by one.
    /// Seen to fail: starts that are not counted → "deaths → 5", and nothing is parked.
    @Test func `the event that kills the process is set aside alone, and its neighbours are processed`() async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .events, .gateway] { try await system.start(service) }
            let staff = try await Staff.atWork(on: system)
            let ledger = Ledger(of: system, streams: LedgerStream.among([.directory, .events]))
            try await ledger.watch()
            try await system.exportsAreRead(by: [.events])
            try await system.stop(.events)
            for number in 1...30 { _ = try await staff.createPlace("Avant \(number)") }
            let poison = try await staff.createPlace("Mortel")
            for number in 1...20 { _ = try await staff.createPlace("Après \(number)") }
            try await staff.renamePlace(poison, "Mortel encore")
            for number in 1...20 { _ = try await staff.createPlace("Bien après \(number)") }
            try await staff.placesAreTold()

            let deaths = try await diesUntilCalm(
                system, settings: ["MAILLAGE_FAIL_POINT": "inbox.handling", "MAILLAGE_FAIL_POINT_FOR": poison])
            #expect((1...3).contains(deaths), "and then it does not die any more")
            try await eventually("all neighbours are processed") {
                try await system.one("SELECT count(*) FROM known_places", in: .events) == 70
            }
            #expect(try await parked(on: system) == ["1 crash", "2 behind"])
            let stuck = try await ledger.look().stuck
            #expect(stuck.count == 2 && stuck.allSatisfy { $0.contains("set aside") }, "nothing else waits: \(stuck)")

            try await system.stop(.events)
            try await system.start(.events)
            let event = try await system.one(
                "SELECT event_id::text FROM parked WHERE reason = 'crash'", in: .events, as: String.self)
            try await system.run(.events, "dead", "retry", event)
            try await Projections(system: system).becomeEqual(for: [.events])
            try await ledger.closes()
            #expect(try await parked(on: system) == [])
        }
    }

    /// Starts the consumer each time that it has died, until it lives for a while and has nothing left to take; returns
    /// how often it died.
    private func diesUntilCalm(_ system: TestSystem, settings: [String: String]) async throws -> Int {
        var deaths = 0
        while deaths < 20 {
            try await system.start(.events, waiting: false, settings: settings)
            let end = ContinuousClock.now + .seconds(6)
            while ContinuousClock.now < end, try await system.process(.events).isRunning {
                try await Task.sleep(for: .milliseconds(50))
            }
            if try await system.process(.events).isRunning { return deaths }
            deaths += 1
        }
        return deaths
    }

    private func parked(on system: TestSystem) async throws -> [String] {
        try await system.all(
            "SELECT version || ' ' || reason FROM parked WHERE resolved_at IS NULL ORDER BY version", in: .events)
    }
}
