import Domain
import TestSupport
import Testing

@testable import Messaging

@Suite struct BatchTests {
    @Test(.timeLimit(.minutes(1)))
    func `a batch is what is waiting, in order and up to its limit, and is acknowledged at once`() async throws {
        let broker = try await broker.value
        let type = "events.\(unique("batch")).v1"
        let queue = Topology.eventQueue(of: .newsletter, concern: unique("batch"))
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(
            try broker.settings("newsletter"), queue: queue,
            bindings: [("ev.events", Topology.bindingKey(type: type))], logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            async let first = consumer.nextBatch(upTo: 32)
            _ = await publisher.publish((0..<100).map { event(type, id: "\($0)") })
            var seen: [String] = []
            var sizes: [Int] = []
            var batch = await first
            while true {
                sizes.append(batch.count)
                seen += batch.map(\.messageID)
                consumer.acknowledge(batch)
                if seen.count == 100 { break }
                batch = await consumer.nextBatch(upTo: 32)
                try #require(!batch.isEmpty)
            }
            #expect(seen == (0..<100).map(String.init))
            #expect(sizes.allSatisfy { (1...32).contains($0) })
            try await eventually("nothing is left") {
                try await broker.servers.rabbitmqctl(
                    "list_queues", "--vhost", broker.virtualHost, "name", "messages"
                ).split(separator: "\n").contains("\(queue.name)\t0")
            }
            let waiting = Task { await consumer.nextBatch(upTo: 32) }
            waiting.cancel()
            #expect(await waiting.value.isEmpty)
        }
        #expect(await consumer.nextBatch(upTo: 32).isEmpty)
    }

    @Test func `a large group goes out at once, a small one after a moment, an old one never`() {
        let queue = AcknowledgementQueue()
        queue.begin(generation: 2)
        func deliveries(_ tags: ClosedRange<UInt64>, generation: Int = 2) -> [Delivery] {
            tags.map { tag in
                Delivery(
                    body: [], type: "", messageID: "", routingKey: "", exchange: "", userID: "", redelivered: false,
                    headers: [:], correlationID: nil, replyTo: nil, receivedAt: .now, generation: generation, tag: tag)
            }
        }
        let now = ContinuousClock.now
        func due(after wait: Duration) -> [UInt64] {
            queue.due(at: now + wait, immediately: false).tags
        }
        #expect(!queue.add([]))
        #expect(!queue.add(deliveries(1...20, generation: 1)))
        // The first starts the clock.
        #expect(queue.add(deliveries(1...2)))
        #expect(!queue.add(deliveries(3...4)))
        #expect(due(after: .zero).isEmpty)
        #expect(due(after: .milliseconds(49)).isEmpty)
        #expect(due(after: .milliseconds(50)) == [1, 2, 3, 4])
        #expect(queue.add(deliveries(5...10)))
        #expect(due(after: .zero).isEmpty)
        #expect(queue.add(deliveries(11...20)))
        #expect(due(after: .zero) == Array(5...20))
        #expect(queue.add(deliveries(21...60)))
        #expect(due(after: .zero) == Array(21...60))
    }
}
