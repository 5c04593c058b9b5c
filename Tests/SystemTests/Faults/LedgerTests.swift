import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// The ledger itself: it sees what is lost, what is double and what is stuck, here brought about by hand.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LedgerTests {
    @Test func `the ledger sees each difference`() async throws {
        try await withTestSystem { system in
            for service in [ServiceName.directory, .events, .gateway] { try await system.start(service) }
            try await system.exportsAreRead(by: [.events])
            let ledger = Ledger(of: system, streams: LedgerStream.among([.directory, .events]))
            try await ledger.watch()
            let load = Load(on: system, key: try await system.staffKey(), nouns: [.places], writers: 1)
            try await load.run { try await Task.sleep(for: .seconds(1)) }
            let findings = try await ledger.closes(intents: load.intents)
            #expect(findings.acknowledged == load.intents.count)
            #expect(findings.received == findings.told)
            try await system.stop(.directory)
            try await system.stop(.events)
            func look() async throws -> LedgerFindings { try await ledger.look(load.intents) }

            try await system.execute("UPDATE inbox SET handled = false", in: .events)
            #expect(try await look().lost.count == findings.told, "no receipt")
            try await system.execute("UPDATE inbox SET handled = true", in: .events)

            try await system.execute("UPDATE outbox SET published_at = NULL", in: .directory)
            #expect(try await look().stuck.count == findings.told + 1, "not published, the key's event too")
            try await system.execute("UPDATE outbox SET published_at = clock_timestamp()", in: .directory)

            try await system.execute("UPDATE places SET version = version + 1", in: .directory)
            let ahead = try await look()
            #expect(ahead.lost.contains { $0.contains("told was") } && ahead.lost.contains { $0.contains("at events") })
            #expect(ahead.double.contains { $0.contains("changes") }, "one change more than was asked for")
            try await system.execute("UPDATE places SET version = 1", in: .directory)
            #expect(try await look().lost.contains { $0.contains("acknowledged changes") })
            try await system.execute(
                "UPDATE places SET version = (SELECT max(agg_version) FROM outbox WHERE agg_id = places.id)",
                in: .directory)
            #expect(try await look().isClosed)

            try await system.execute("UPDATE places SET name = name || ' autrement'", in: .directory)
            #expect(try await look().lost.contains { $0.hasPrefix("acknowledged:") }, "nothing has the name asked for")
            try await system.execute(
                "UPDATE places SET name = (SELECT min(replace(name, ' autrement', '')) FROM places)", in: .directory)
            #expect(try await look().double.contains { $0.contains("was made") }, "an order carried out twice")

            try await system.execute("UPDATE known_places SET version = version", in: .events)
            #expect(try await look().double.contains { $0.contains("twice") }, "an effect twice")
            try await system.execute("UPDATE known_places SET version = 0", in: .events)
            #expect(try await look().double.contains { $0.contains("fell") })
        }
    }
}
