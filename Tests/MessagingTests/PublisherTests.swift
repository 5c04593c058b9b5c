import Domain
import Foundation
import TestSupport
import Testing

@testable import Messaging

@Suite struct PublisherTests {
    @Test(.timeLimit(.minutes(1)))
    func `two thousand messages are confirmed and arrive in the order in which they were sent`() async throws {
        let broker = try await broker.value
        let type = "events.\(unique("order")).v1"
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(
            try broker.settings("newsletter"), queue: Topology.eventQueue(of: .newsletter, concern: unique("order")),
            bindings: [(Topology.exchange(of: .events), Topology.bindingKey(type: type))], logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            let sent = (0..<2000).map { event(type, id: "\($0)", headers: ["traceparent": "t\($0)"]) }
            let outcomes = await publisher.publish(sent)
            #expect(outcomes == Array(repeating: .confirmed, count: 2000))
            var arrived: [Delivery] = []
            for await delivery in consumer.deliveries {
                arrived.append(delivery)
                consumer.acknowledge(delivery)
                if arrived.count == 2000 { break }
            }
            #expect(arrived.map(\.messageID) == (0..<2000).map(String.init))
            let last = try #require(arrived.last)
            #expect(last.type == type)
            #expect(last.body == [1, 2, 3])
            #expect(last.userID == "events")
            #expect(last.headers["traceparent"] == "t1999")
            #expect(last.exchange == "ev.events")
            #expect(last.routingKey == "\(type).s0")
            #expect(!last.redelivered)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a message that no queue wants is told apart from its neighbours`() async throws {
        let broker = try await broker.value
        let type = "events.\(unique("wanted")).v1"
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(
            try broker.settings("newsletter"), queue: Topology.eventQueue(of: .newsletter, concern: unique("wanted")),
            bindings: [("ev.events", Topology.bindingKey(type: type))], logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            let outcomes = await publisher.publish([
                event(type), event("events.unheard.v1"), event(type), event("events.unheard.v1"),
            ])
            #expect(outcomes == [.confirmed, .unroutable, .confirmed, .unroutable])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a queue that is full refuses, and the connection stays`() async throws {
        let broker = try await broker.value
        let type = "events.\(unique("full")).v1"
        let queue = QueueDeclaration(
            name: "q.newsletter.\(unique("full"))",
            arguments: ["x-max-length": .number(1), "x-overflow": .text("reject-publish")])
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        // It takes one and keeps it, so that one more fits.
        let consumer = Consumer(
            try broker.settings("newsletter"), queue: queue, bindings: [("ev.events", "\(type).*")], prefetch: 1,
            logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            var outcomes: [PublishOutcome] = []
            for _ in 0..<4 { outcomes += await publisher.publish([event(type)]) }
            #expect(outcomes == [.confirmed, .confirmed, .refused, .refused])
            #expect(publisher.isConnected)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [0, 1, 131_072 - 8, 2 * (131_072 - 8), 131_072])
    func `a body of any length arrives whole and without delay`(length: Int) async throws {
        let broker = try await broker.value
        let type = "events.\(unique("length")).v1"
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(
            try broker.settings("newsletter"), queue: QueueDeclaration(name: "q.newsletter.\(unique("length"))"),
            bindings: [("ev.events", "\(type).*")], logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            let body = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            var fastest = Duration.seconds(60)
            for _ in 0..<5 {
                let begun = ContinuousClock.now
                var message = event(type, body: body)
                message.persistent = false
                #expect(await publisher.publish([message]) == [.confirmed])
                fastest = min(fastest, .now - begun)
            }
            // The kernel would hold an unfinished segment back for 200 ms.
            #expect(fastest < .milliseconds(150))
            var deliveries = consumer.deliveries.makeAsyncIterator()
            #expect(await deliveries.next()?.body == body)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what the broker forbids is lost, and the link connects again`() async throws {
        let broker = try await broker.value
        let (logger, lines) = Recorder.logger()
        let publisher = Publisher(try broker.settings("events"), logger: logger)
        try await running(publisher) {
            await publisher.waitUntilReady()
            #expect(await publisher.publish([event("directory.place.changed.v1", from: "directory")]) == [.lost])
            try await eventually("it is told why") { lines.all.contains { $0.contains("ACCESS_REFUSED") } }
            await publisher.waitUntilReady()
            #expect(await publisher.publish([event("events.unheard.v1")]) == [.unroutable])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `without a broker everything is lost at once, and the broker is found when it comes`() async throws {
        let broker = try await broker.value
        let proxy = try broker.proxy()
        defer { proxy.close() }
        proxy.refuse()
        let publisher = Publisher(try broker.settings("events", port: proxy.port), logger: quiet)
        #expect(await publisher.publish([event("events.unheard.v1")]) == [.lost])
        try await running(publisher) {
            let begun = ContinuousClock.now
            #expect(await publisher.publish([event("a"), event("b")]) == [.lost, .lost])
            #expect(.now - begun < .milliseconds(100))
            #expect(!publisher.isConnected)
            proxy.accept()
            await publisher.waitUntilReady()
            #expect(await publisher.publish([event("events.unheard.v1")]) == [.unroutable])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a wait for the broker ends with its task`() async throws {
        let publisher = Publisher(try await broker.value.settings("events"), logger: quiet)
        let waiting = Task { await publisher.waitUntilReady() }
        waiting.cancel()
        await waiting.value
        #expect(!publisher.isConnected)
    }
}
