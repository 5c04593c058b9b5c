import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 15, first half: the database server restarts, then dies and is started again, under load.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct DatabaseRestartTests {
    /// Fault 15. Held by the inbox, which takes no further delivery while the database is away and blames no event for
    /// it, and by the probe that ends this wait.
    /// Seen to fail: an outage told by nothing from an error of the event → "1 double, 1 stuck".
    @Test func `handlers wait for the database, burn no attempt, and go on within ten seconds`() async throws {
        try await withServerSet { servers in
            try await withTestSystem(on: servers) { system in
                try await system.startAll()
                let ledger = Ledger(of: system)
                try await ledger.watch()
                let load = Load(on: system, key: try await system.staffKey(), writers: 3)
                try await load.run {
                    try await goesOn(system)
                    try await servers.stop(.postgres)
                    // Longer than what a handler tries in place.
                    try await Task.sleep(for: .seconds(6))
                    try await servers.start(.postgres)
                    try await goesOn(system)
                    try await servers.kill(.postgres)
                    try await goesOn(system)
                }
                for service in ServiceName.owners {
                    #expect(try await system.one("SELECT count(*) FROM parked", in: service) == 0, "none was parked")
                    #expect(try await system.process(service).isRunning)
                }
                try await ledger.closes(intents: load.intents)
            }
        }
    }

    /// Places that are made become known.
    private func goesOn(_ system: TestSystem) async throws {
        func known() async throws -> Int {
            try await system.one("SELECT count(*) FROM known_places", in: .events)
        }
        let before = try await known()
        try await eventually("places are known again", within: .seconds(10)) { try await known() > before + 5 }
    }
}
