import Domain
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// Fault 16: somebody leaves a transaction open that has written, in another database of the same server.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct OpenTransactionTests {
    /// Fault 16. Held by the flag on each row of the outbox: a cursor over transaction numbers would wait for the oldest
    /// open one of the whole server.
    /// Seen to fail: a relay that passes by transaction numbers instead of the flag → "oldest → 14.97" and "585 stuck".
    @Test func `an open transaction elsewhere holds up no event`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            let ledger = Ledger(of: system)
            try await ledger.watch()
            let other = "\(system.virtualHost)_other"
            let url = try await system.servers.makeDatabase(other, extensions: [])
            let transaction = try Command.spawn(
                "/usr/bin/psql",
                ["-X", "-d", url, "-c", "CREATE TABLE open AS SELECT 1 AS one; SELECT pg_sleep(300)"],
                environment: ["PATH": "/usr/bin:/bin"], output: system.folder.appending(path: "psql.log"))
            try await eventually("the transaction is open, and has written") {
                try await system.one(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = \(other) AND backend_xid IS NOT NULL AND wait_event = 'PgSleep'
                    """, in: .directory) == 1
            }
            let load = Load(on: system, key: try await system.staffKey())
            var oldest = 0.0
            try await load.run {
                let end = ContinuousClock.now + .seconds(15)
                while ContinuousClock.now < end {
                    for service in [ServiceName.directory, .events, .jobsBoard] {
                        oldest = max(oldest, try await system.metric("outbox_oldest_seconds", of: service) ?? 0)
                    }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            #expect(oldest < 2, "seconds that the oldest event waited")
            try await ledger.closes(intents: load.intents)
            _ = Glibc.kill(transaction, SIGKILL)
            _ = waitpid(transaction, nil, 0)
            try await system.servers.dropDatabase(other)
        }
    }
}
