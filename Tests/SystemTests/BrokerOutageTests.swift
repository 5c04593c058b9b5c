import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 10: the broker stops and starts, then dies and starts, while people read and write.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BrokerOutageTests {
    /// Held by the gateway's last copies, which outlive a lost connection, and by the mark that comes after the confirm.
    /// Seen to fail: a cache that forgets its last copies → "status → 503" where 200 is wanted.
    @Test func `while the broker is away reads go on, writes are refused, and nothing is lost`() async throws {
        try await withServerSet { servers in
            try await withTestSystem(on: servers) { system in
                try await system.startAll()
                let scene = Scene(system: system, key: try await system.staffKey())
                let ledger = Ledger(of: system)
                try await ledger.watch()
                let page = system.url("/places/\(try await scene.create("Lieu connu"))")
                // A copy is kept of what is read while nothing changes.
                try await ledger.closes()
                #expect(try await HTTP.get(page).status == 200)
                let topology = try await scene.topology()

                let load = Load(on: system, key: scene.key)
                for action in ["stop", "kill"] {
                    try await load.run {
                        if action == "stop" {
                            try await servers.stop(.rabbitmq)
                            try await scene.reads(page, areServedWithin: .seconds(1))
                            try await scene.writesAreRefused()
                            try await servers.start(.rabbitmq)
                        } else {
                            try await servers.kill(.rabbitmq)
                        }
                        try await eventually("writes are taken again", within: .seconds(60)) {
                            try await scene.write().status == 201
                        }
                        // Within 30 seconds of the return the oldest event is younger than that.
                        try await eventually("nothing waits for long", within: .seconds(30)) {
                            try await scene.oldest() < 1
                        }
                    }
                    try await ledger.closes(intents: load.intents)
                }
                #expect(try await scene.topology() == topology)
            }
        }
    }
}

private struct Scene {
    let system: TestSystem
    let key: String

    func create(_ name: String) async throws -> String {
        let answer = try await write(name)
        return try #require(try answer.json()["id"] as? String)
    }

    func write(_ name: String = "Lieu sous charge") async throws -> HTTP.Answer {
        try await HTTP.post(system.url("/api/v1/places"), json: ["name": name], key: key)
    }

    func reads(_ page: String, areServedWithin limit: Duration) async throws {
        for _ in 0..<5 {
            var status = 0
            let elapsed = try await ContinuousClock().measure { status = try await HTTP.get(page).status }
            #expect(status == 200)
            #expect(elapsed < limit)
        }
    }

    func writesAreRefused() async throws {
        let answer = try await write("Refusé")
        #expect(answer.status == 503)
        #expect(try answer.json()["code"] as? String == "broker-unavailable")
        #expect(answer.header("retry-after") != nil)
    }

    /// How old the oldest event is that waits to be published, in seconds.
    func oldest() async throws -> Double {
        try await system.one(
            """
            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8
            FROM outbox WHERE published_at IS NULL
            """, in: .directory)
    }

    /// Durable exchanges, queues and bindings, as the broker lists them.
    func topology() async throws -> [String] {
        var lines: [String] = []
        for kind in ["list_exchanges", "list_queues"] {
            lines += try await system.servers.rabbitmqctl(
                kind, "--vhost", system.virtualHost, "name", "arguments", "durable"
            )
            .split(separator: "\n").filter { $0.hasSuffix("true") && !$0.contains(".requests") }.map(String.init)
        }
        lines += try await system.servers.rabbitmqctl(
            "list_bindings", "--vhost", system.virtualHost, "source_name", "destination_name", "routing_key"
        ).split(separator: "\n").filter { $0.contains("q.") && !$0.contains(".requests") && !$0.contains(".hints.") }
            .map(String.init)
        return lines.sorted()
    }
}
