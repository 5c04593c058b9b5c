import Domain
import Foundation
import ServiceLifecycle
import TestSupport
import Testing

@testable import Messaging

@Suite struct ConsumerTests {
    @Test(.timeLimit(.minutes(1)))
    func `a cut connection brings back what was not acknowledged, and only that`() async throws {
        let broker = try await broker.value
        let proxy = try broker.proxy()
        defer { proxy.close() }
        let type = "events.\(unique("cut")).v1"
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(
            try broker.settings("newsletter", port: proxy.port),
            queue: Topology.eventQueue(of: .newsletter, concern: unique("cut")),
            bindings: [("ev.events", Topology.bindingKey(type: type))], logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            _ = await publisher.publish((0..<20).map { event(type, id: "\($0)") })
            var deliveries = consumer.deliveries.makeAsyncIterator()
            var first: [Delivery] = []
            for _ in 0..<10 { first.append(try #require(await deliveries.next())) }
            for delivery in first.prefix(5) { consumer.acknowledge(delivery) }
            // The broker has heard of them once it says that nothing of them is left.
            try await eventually("five are acknowledged") {
                try await broker.servers.rabbitmqctl(
                    "list_queues", "--vhost", broker.virtualHost, "name", "messages"
                ).split(separator: "\n").contains { $0.hasPrefix("q.newsletter.cut") && $0.hasSuffix("\t15") }
            }
            proxy.refuse()
            try await eventually("it is noticed") { !consumer.isConnected }
            proxy.accept()
            var again: [Delivery] = []
            while again.count < 15, let delivery = await deliveries.next() {
                again.append(delivery)
                consumer.acknowledge(delivery)
            }
            #expect(again.map(\.messageID) == (5..<20).map(String.init))
            #expect(again.first?.redelivered == true)
            // These belong to the lost connection: had they been sent, the broker would have closed the new one.
            for delivery in first { consumer.acknowledge(delivery) }
            _ = await publisher.publish([event(type, id: "after")])
            #expect(await deliveries.next()?.messageID == "after")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a queue deleted by hand is declared, bound and consumed again within five seconds`() async throws {
        let broker = try await broker.value
        let type = "events.\(unique("deleted")).v1"
        let queue = Topology.eventQueue(of: .newsletter, concern: unique("deleted"))
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(
            try broker.settings("newsletter"), queue: queue,
            bindings: [("ev.events", Topology.bindingKey(type: type))], logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            try await broker.delete(queue: queue.name)
            try await eventually("it is consumed again", within: .seconds(5)) {
                await publisher.publish([event(type, id: "after")]) == [.confirmed]
            }
            var deliveries = consumer.deliveries.makeAsyncIterator()
            #expect(await deliveries.next()?.messageID == "after")
        }
    }

    /// Fault 28. Held by declaring also a queue that is there, by which the broker compares its arguments, and by
    /// keeping its words for whoever asks what is missing.
    @Test(.timeLimit(.minutes(1)))
    func `a queue that is there with other arguments is told by name, tried again and crashes nothing`() async throws {
        let broker = try await broker.value
        let queue = Topology.eventQueue(of: .newsletter, concern: unique("other"))
        var arguments = queue.arguments
        arguments["x-delivery-limit"] = .number(3)
        let earlier = Consumer(
            try broker.settings("newsletter"), queue: QueueDeclaration(name: queue.name, arguments: arguments),
            bindings: [], logger: quiet)
        try await running(earlier) {
            try await eventually("the queue is there") { earlier.isConnected }
        }
        let (logger, lines) = Recorder.logger()
        let consumer = Consumer(try broker.settings("newsletter"), queue: queue, bindings: [], logger: logger)
        try await running(consumer) {
            try await eventually("the argument is named") {
                lines.all.contains {
                    $0.contains("warning") && $0.contains("x-delivery-limit") && $0.contains(queue.name)
                }
            }
            #expect(!consumer.isConnected)
            let trouble = try #require(consumer.trouble)
            #expect(trouble.hasPrefix("the broker refused: 406 PRECONDITION_FAILED"))
            #expect(trouble.contains("x-delivery-limit") && trouble.contains(queue.name))
            try await broker.delete(queue: queue.name)
            try await eventually("it is consumed once that is mended") { consumer.isConnected }
            #expect(consumer.trouble == nil)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a message of someone who does not own its type is dropped and counted`() async throws {
        let broker = try await broker.value
        let queue = Topology.eventQueue(of: .newsletter, concern: unique("foreign"))
        let forger = Publisher(try broker.settings("jobs-board"), logger: quiet)
        let owner = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(try broker.settings("newsletter"), queue: queue, bindings: [], logger: quiet)
        try await running(forger, owner, consumer) {
            await forger.waitUntilReady()
            await owner.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            func direct(_ id: String) -> OutgoingMessage {
                OutgoingMessage(
                    exchange: "", routingKey: queue.name, body: [], messageID: id, type: "events.event.published.v1")
            }
            #expect(await forger.publish([direct("forged")]) == [.confirmed])
            #expect(await owner.publish([direct("true")]) == [.confirmed])
            var deliveries = consumer.deliveries.makeAsyncIterator()
            let delivery = try #require(await deliveries.next())
            #expect(delivery.messageID == "true")
            #expect(consumer.droppedForeign == 1)
            consumer.acknowledge(delivery)
            try await eventually("both are gone from the queue") {
                try await broker.servers.rabbitmqctl(
                    "list_queues", "--vhost", broker.virtualHost, "name", "messages"
                ).split(separator: "\n").contains("\(queue.name)\t0")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `no more is in the process than the prefetch`() async throws {
        let broker = try await broker.value
        let type = "events.\(unique("prefetch")).v1"
        let queue = Topology.eventQueue(of: .newsletter, concern: unique("prefetch"))
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(
            try broker.settings("newsletter"), queue: queue,
            bindings: [("ev.events", Topology.bindingKey(type: type))], prefetch: 8, logger: quiet)
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            _ = await publisher.publish((0..<100).map { event(type, id: "\($0)") })
            try await eventually("eight are out") {
                try await broker.servers.rabbitmqctl(
                    "list_queues", "--vhost", broker.virtualHost, "name", "messages_unacknowledged", "messages_ready"
                ).split(separator: "\n").contains("\(queue.name)\t8\t92")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a graceful stop lets the handler acknowledge, and leaves the rest to the next consumer`() async throws {
        let broker = try await broker.value
        let type = "events.\(unique("stop")).v1"
        let queue = Topology.eventQueue(of: .newsletter, concern: unique("stop"))
        let bindings = [(exchange: "ev.events", key: Topology.bindingKey(type: type))]
        let publisher = Publisher(try broker.settings("events"), logger: quiet)
        let consumer = Consumer(try broker.settings("newsletter"), queue: queue, bindings: bindings, logger: quiet)
        let group = ServiceGroup(services: [consumer], logger: quiet)
        try await running(publisher) {
            async let ended: Void = group.run()
            await publisher.waitUntilReady()
            try await eventually("the queue is there") { consumer.isConnected }
            _ = await publisher.publish((0..<10).map { event(type, id: "\($0)") })
            var handled: [String] = []
            for await delivery in consumer.deliveries {
                if handled.isEmpty { await group.triggerGracefulShutdown() }
                // The work that a handler does.
                try await Task.sleep(for: .milliseconds(100))
                handled.append(delivery.messageID)
                consumer.acknowledge(delivery)
            }
            #expect((1...2).contains(handled.count))
            let begun = ContinuousClock.now
            try await ended
            #expect(.now - begun < .seconds(2))

            let next = Consumer(try broker.settings("newsletter"), queue: queue, bindings: bindings, logger: quiet)
            try await running(next) {
                var rest: [String] = []
                for await delivery in next.deliveries {
                    rest.append(delivery.messageID)
                    if delivery.messageID == "9" { break }
                }
                #expect(handled + rest == (0..<10).map(String.init))
            }
        }
    }
}
