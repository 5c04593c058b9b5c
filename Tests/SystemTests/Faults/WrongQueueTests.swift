import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Fault 28: somebody made a queue of a service's by hand, with other arguments, and arguments can never change.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct WrongQueueTests {
    private static let queue = "q.events.places.r1"
    /// The service's own but for the limit.
    private static let arguments: [String: any Sendable] = [
        "x-queue-type": "quorum", "x-single-active-consumer": true, "x-delivery-limit": 5,
        "x-dead-letter-exchange": "dlx", "x-dead-letter-routing-key": "events.places",
        "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish",
    ]

    /// Fault 28. Held by the broker's refusal, which the consumer keeps as its reason and tries again for ever.
    /// Seen to fail: readiness without the reason → "not within 20.0 seconds: the wrong argument is named".
    @Test func `a queue with other arguments is named, harms nobody else, and is replaced once it is gone`()
        async throws
    {
        try await withTestSystem { system in
            try await system.servers.declare(Self.queue, arguments: Self.arguments, on: system.virtualHost)
            try await system.start(.events, waiting: false)
            let port = try await system.operatorURL(of: .events)
            try await eventually("the wrong argument is named") {
                guard let ready = try? await HTTP.get("\(port)/ready") else { return false }
                return ready.status == 503 && ready.text.contains(Self.queue) && ready.text.contains("x-delivery-limit")
            }

            // Long enough for many attempts.
            try await Task.sleep(for: .seconds(12))
            #expect(try await system.process(.events).isRunning)
            #expect(try await HTTP.get("\(port)/live").status == 200)
            #expect(try await HTTP.get("\(port)/ready").status == 503)
            let log = try String(contentsOf: system.log(of: .events), encoding: .utf8)
            let complaints = log.split(separator: "\n").filter { $0.contains("x-delivery-limit") }
            #expect((1...2).contains(complaints.count), "said, and not said again at each attempt")

            try await system.servers.rabbitmqctl("delete_queue", Self.queue, "--vhost", system.virtualHost)
            try await system.waitUntilReady(.events)
            for service in [ServiceName.directory, .gateway] { try await system.start(service) }
            _ = try await Staff.atWork(on: system).createPlace("Le Labo")
            try await Ledger(of: system, streams: LedgerStream.among([.directory, .events])).closes()
        }
    }
}

extension ServerSet {
    /// Declares a durable queue as an administrator would.
    fileprivate func declare(_ queue: String, arguments: [String: Any], on virtualHost: String) async throws {
        let made: [String: Any] = [
            "queues": [
                [
                    "name": queue, "vhost": virtualHost, "durable": true, "auto_delete": false, "arguments": arguments,
                ] as [String: Any]
            ]
        ]
        let file = folder.appending(path: "rabbitmq/\(virtualHost)-queue.json")
        try JSONSerialization.data(withJSONObject: made).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        try await rabbitmqctl("import_definitions", file.path)
    }
}
