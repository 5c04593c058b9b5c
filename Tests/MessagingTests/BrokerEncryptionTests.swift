import Domain
import Foundation
import Messaging
import TestSupport
import Testing

/// On a broker of their own, which speaks TLS with certificates of the test.
@Suite(.serialized) struct BrokerEncryptionTests {
    @Test(.timeLimit(.minutes(3)))
    func `everything goes encrypted, and only to a broker that proves its name`() async throws {
        try await withServerSet { servers in
            let right = try await SelfMadeCertificate.make(names: ["localhost"])
            let port = try await servers.encryptBroker(with: right)
            let broker = EncryptedBroker(servers: servers, port: port, authorities: right.certificate)
            try await everythingGoesThrough(broker)
            try await silenceIsNoticed(broker)
            try await deathIsSurvived(broker)
            try await refusals(broker, right)
        }
    }

    private struct EncryptedBroker {
        let servers: ServerSet
        let port: Int
        let authorities: String

        func settings(_ user: String, port: Int? = nil, authorities: String? = nil) throws -> BrokerSettings {
            var parts = try #require(URLComponents(string: servers.broker(user: user, virtualHost: "")))
            parts.scheme = "amqps"
            parts.host = "localhost"
            parts.port = port ?? self.port
            parts.queryItems = [
                URLQueryItem(name: "cacertfile", value: authorities ?? self.authorities),
                URLQueryItem(name: "heartbeat", value: "2"),
            ]
            return try BrokerSettings(url: parts.string ?? "", connectionName: "\(user) test")
        }
    }

    /// Bodies over several frames and records, both ways, and connections that live on while nothing is said.
    private func everythingGoesThrough(_ broker: EncryptedBroker) async throws {
        let type = "events.\(unique("encrypted")).v1"
        let (logger, lines) = Recorder.logger()
        let publisher = Publisher(try broker.settings("events"), logger: logger)
        let consumer = Consumer(
            try broker.settings("newsletter"),
            queue: Topology.eventQueue(of: .newsletter, concern: unique("encrypted")),
            bindings: [("ev.events", Topology.bindingKey(type: type))], logger: logger)
        let client = RequestClient(try broker.settings("gateway"), logger: logger)
        let server = RequestServer(try broker.settings("directory"), service: .directory, logger: logger) {
            $0.body.reversed()
        }
        try await running(publisher, consumer, client, server) {
            try await eventually("all are connected") {
                publisher.isConnected && consumer.isConnected && client.isConnected && server.isConnected
            }
            let listed = try await broker.servers.rabbitmqctl(
                "list_connections", "--no-table-headers", "ssl", "ssl_protocol")
            #expect(listed == String(repeating: "true\ttlsv1.3\n", count: 4))
            for length in [0, 1, 16_384 - 8, 131_072 - 8, 200_000] {
                let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                var fastest = Duration.seconds(60)
                for _ in 0..<3 {
                    let begun = ContinuousClock.now
                    #expect(await publisher.publish([event(type, body: body)]) == [.confirmed])
                    let batch = await consumer.nextBatch(upTo: 1)
                    #expect(batch.first?.body == body)
                    consumer.acknowledge(batch)
                    let answer = try await client.request(.directory, type: "d.x.v1", body: body, budget: .seconds(5))
                    #expect(answer == body.reversed())
                    fastest = min(fastest, .now - begun)
                }
                // Bytes that stay in the library until the next look at the socket would cost a second.
                #expect(fastest < .milliseconds(900))
            }
            let many = (0..<2000).map { event(type, id: "\($0)", body: [UInt8](repeating: 1, count: $0)) }
            async let outcomes = publisher.publish(many)
            var seen: [String] = []
            while seen.count < many.count {
                let batch = await consumer.nextBatch(upTo: 32)
                try #require(!batch.isEmpty)
                seen += batch.map(\.messageID)
                consumer.acknowledge(batch)
            }
            #expect(seen == many.map(\.messageID))
            #expect(await outcomes == Array(repeating: .confirmed, count: many.count))
            // Three times as long as either side waits for a heartbeat.
            try await Task.sleep(for: .seconds(12))
            #expect(publisher.isConnected && consumer.isConnected && client.isConnected && server.isConnected)
            #expect(lines.all.filter { $0.contains("broker connected") }.count == 4)
        }
    }

    private func silenceIsNoticed(_ broker: EncryptedBroker) async throws {
        let proxy = try TCPProxy(to: broker.port)
        defer { proxy.close() }
        let publisher = Publisher(try broker.settings("events", port: proxy.port), logger: quiet)
        try await running(publisher) {
            for isBusy in [false, true] {
                await publisher.waitUntilReady()
                proxy.freeze()
                let begun = ContinuousClock.now
                if isBusy {
                    let large = event("events.unheard.v1", body: [UInt8](repeating: 0, count: 100_000))
                    let outcomes = await publisher.publish(Array(repeating: large, count: 500))
                    #expect(outcomes == Array(repeating: .lost, count: 500))
                } else {
                    try await eventually("it is noticed") { !publisher.isConnected }
                }
                #expect(.now - begun < .seconds(2 * 2 + 2))
                proxy.thaw()
            }
        }
    }

    private func deathIsSurvived(_ broker: EncryptedBroker) async throws {
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        try await running(publisher) {
            await publisher.waitUntilReady()
            let body = [UInt8](repeating: 0, count: 10_000)
            async let outcomes = publisher.publish((0..<20_000).map { _ in event("events.unheard.v1", body: body) })
            try await broker.servers.kill(.rabbitmq)
            #expect(await outcomes.allSatisfy { $0 == .unroutable || $0 == .lost })
            await publisher.waitUntilReady()
            #expect(await publisher.publish([event("events.unheard.v1")]) == [.unroutable])
        }
    }

    /// Each is told in the log and where readiness asks, with what to do, and is mended without a restart.
    private func refusals(_ broker: EncryptedBroker, _ right: SelfMadeCertificate) async throws {
        let stranger = try await SelfMadeCertificate.make(names: ["localhost"])
        let otherName = try await SelfMadeCertificate.make(names: ["broker.example"])
        let expired = try await SelfMadeCertificate.make(names: ["localhost"], expired: true)
        let plain = try #require(URLComponents(string: broker.servers.amqp)?.port)
        let cases = [
            (nil, try broker.settings("events", authorities: stranger.certificate), "set cacertfile in the URL"),
            (nil, try broker.settings("events", authorities: "/nowhere.pem"), "/nowhere.pem: set cacertfile"),
            (nil, try broker.settings("events", port: plain), "set the port in the URL"),
            (otherName, try broker.settings("events", authorities: otherName.certificate), "is not one of localhost"),
            (expired, try broker.settings("events", authorities: expired.certificate), "has expired"),
        ]
        for (presented, settings, words) in cases {
            if let presented { try await broker.servers.presentAtBroker(presented) }
            let (logger, lines) = Recorder.logger()
            let publisher = Publisher(settings, logger: logger)
            try await running(publisher) {
                try await eventually(words) { publisher.trouble?.contains(words) == true }
                #expect(lines.all.contains { $0.contains("warning") && $0.contains(words) })
                #expect(!lines.all.contains { $0.contains("test-events") })
                try await Task.sleep(for: .seconds(1))
                #expect(!publisher.isConnected)
            }
        }
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        try await running(publisher) {
            try await eventually("it is refused") { publisher.trouble?.contains("has expired") == true }
            try await broker.servers.presentAtBroker(right)
            try await eventually("it is mended") { publisher.isConnected }
        }
    }
}
