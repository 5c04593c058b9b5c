import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// Fault 10: the broker stops and starts, then dies and starts, while people read and write.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct BrokerOutageTests {
    /// Held by the gateway's last copies, which outlive a lost connection, and by the mark that comes after the confirm.
    @Test func `while the broker is away reads go on, writes are refused, and nothing is lost`() async throws {
        let servers = try await ServerSet.start()
        do {
            try await withTestSystem(on: servers) { system in
                try await system.startAll()
                let key = try await system.run(.directory, "key", "create", "--role", "staff")
                    .trimmingCharacters(in: .whitespacesAndNewlines)
                let writers = Writers(system: system, key: key)
                let first = try #require(try await writers.write())
                try await eventually("the place is known everywhere") { try await writers.known(by: .events) == 1 }
                let page = system.url("/places/\(first)")
                #expect(try await HTTP.get(page).status == 200)
                let topology = try await writers.topology()

                for action in ["down", "kill"] {
                    try await writers.underLoad {
                        try await servers.control(action, "rabbitmq")
                        if action == "down" {
                            try await writers.reads(page, areServedWithin: .seconds(1))
                            try await writers.writesAreRefused()
                            try await servers.control("up", "rabbitmq")
                        }
                        try await eventually("writes are taken again", within: .seconds(60)) {
                            try await writers.write() != nil
                        }
                    }
                    try await eventually("nothing waits", within: .seconds(30)) {
                        try await system.one(
                            "SELECT count(*) FROM outbox WHERE published_at IS NULL", in: .directory) == 0
                    }
                    try await writers.everyPlaceIsKnownOnce()
                }
                #expect(try await writers.topology() == topology)
            }
        } catch {
            try await servers.stop()
            throw error
        }
        try await servers.stop()
    }
}

/// People who create places, and what became of their places.
private struct Writers {
    let system: TestSystem
    let key: String

    /// The new place's identifier; nil when it was refused.
    func write() async throws -> String? {
        let answer = try await HTTP.post(system.url("/api/v1/places"), json: ["name": "Lieu sous charge"], key: key)
        return answer.status == 201 ? try answer.json()["id"] as? String : nil
    }

    /// Writes all the time while `body` runs.
    func underLoad(_ body: () async throws -> Void) async throws {
        let load = Task {
            while !Task.isCancelled {
                _ = try await write()
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        defer { load.cancel() }
        try await body()
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
        let answer = try await HTTP.post(system.url("/api/v1/places"), json: ["name": "Refusé"], key: key)
        #expect(answer.status == 503)
        #expect(try answer.json()["code"] as? String == "broker-unavailable")
        #expect(answer.header("retry-after") != nil)
    }

    func known(by service: ServiceName) async throws -> Int {
        try await system.one("SELECT count(*) FROM known_places", in: service)
    }

    /// Places made, whether or not their makers heard of it, are known to each consumer, each received once.
    func everyPlaceIsKnownOnce() async throws {
        for service in [ServiceName.events, .jobsBoard, .notifications] {
            try await eventually("\(service.rawValue) knows every place", within: .seconds(30)) {
                let made = try await system.one("SELECT count(*) FROM places", in: .directory, as: Int.self)
                return try await known(by: service) == made
            }
            #expect(try await system.one("SELECT count(*) FROM parked", in: service) == 0)
        }
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
