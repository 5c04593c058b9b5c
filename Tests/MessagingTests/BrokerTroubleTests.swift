import Domain
import Foundation
import Messaging
import TestSupport
import Testing

/// On a broker of their own, which they may stop and starve.
@Suite(.serialized) struct BrokerTroubleTests {
    @Test(.timeLimit(.minutes(3)))
    func `a starved broker blocks, a stopped one is missed, and both are worked with again`() async throws {
        let servers = try await ServerSet.start()
        do {
            try await trouble(servers)
        } catch {
            try await servers.stop()
            throw error
        }
        try await servers.stop()
    }

    private func trouble(_ servers: ServerSet) async throws {
        func settings(_ user: String) throws -> BrokerSettings {
            try BrokerSettings(url: servers.broker(user: user, virtualHost: ""), connectionName: "\(user) test")
        }
        let type = "events.\(unique("trouble")).v1"
        let publisher = Publisher(try settings("events"), logger: quiet)
        let consumer = Consumer(
            try settings("newsletter"), queue: Topology.eventQueue(of: .newsletter, concern: unique("trouble")),
            bindings: [(Topology.exchange(of: .events), Topology.bindingKey(type: type))], logger: quiet)
        let client = RequestClient(try settings("gateway"), logger: quiet)
        let server = RequestServer(try settings("directory"), service: .directory, logger: quiet) { $0.body }
        try await running(publisher, consumer, client, server) {
            var arrived: [String] = []
            func everything(_ id: String) async throws {
                try await eventually("all are connected", within: .seconds(60)) {
                    publisher.isConnected && consumer.isConnected && client.isConnected && server.isConnected
                }
                #expect(await publisher.publish([event(type, id: id)]) == [.confirmed])
                for await delivery in consumer.deliveries {
                    consumer.acknowledge(delivery)
                    arrived.append(delivery.messageID)
                    if delivery.messageID == id { break }
                }
                let answer = try await client.request(.directory, type: "d.x.v1", body: [1], budget: .seconds(5))
                #expect(answer == [1])
            }
            func refused() async {
                let begun = ContinuousClock.now
                #expect(await publisher.publish([event(type), event(type)]) == [.lost, .lost])
                await #expect(throws: RequestFailure.brokerUnavailable) {
                    try await client.request(.directory, type: "d.x.v1", body: [], budget: .seconds(5))
                }
                #expect(.now - begun < .milliseconds(200))
            }
            try await everything("before")

            try await servers.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1")
            // The broker blocks a connection at once or with its next message, which passes or waits there.
            let last = Task { await publisher.publish([event(type, id: "last")]) }
            _ = try? await client.request(.directory, type: "d.x.v1", body: [1], budget: .milliseconds(300))
            try await eventually("both are blocked", within: .seconds(2)) { publisher.isBlocked && client.isBlocked }
            #expect(publisher.isConnected && client.isConnected)
            await refused()
            try await servers.rabbitmqctl("set_vm_memory_high_watermark", "0.4")
            try await eventually("neither is blocked") { !publisher.isBlocked && !client.isBlocked }
            try await everything("after the alarm")
            let outcome = await last.value
            #expect(outcome == (arrived.contains("last") ? [.confirmed] : [.lost]))

            try await servers.control("down", "rabbitmq")
            try await eventually("both miss it") { !publisher.isConnected && !client.isConnected }
            await refused()
            try await servers.control("up", "rabbitmq")
            try await everything("after the stop")
        }
    }
}
