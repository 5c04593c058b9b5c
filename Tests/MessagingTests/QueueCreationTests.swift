import Domain
import Synchronization
import TestSupport
import Testing

@testable import Messaging

/// What a consumer does about a queue that is not there.
@Suite struct QueueCreationTests {
    /// A preparation that counts its calls, and fails as often as it is told.
    private final class Preparation: Sendable {
        private let state: Mutex<(calls: Int, failures: Int)>

        init(failures: Int = 0) {
            state = Mutex((0, failures))
        }

        var calls: Int {
            state.withLock { $0.calls }
        }

        func callAsFunction() throws {
            try state.withLock { state in
                state.calls += 1
                state.failures -= 1
                if state.failures >= 0 { throw TestFailure("not yet") }
            }
        }
    }

    private struct Setting {
        let broker: TestBroker
        let type = "events.\(unique("created")).v1"
        let queue = Topology.eventQueue(of: .newsletter, concern: unique("created"))

        init() async throws {
            broker = try await MessagingTests.broker.value
        }

        func consumer(
            port: Int? = nil, beforeCreating: @escaping @Sendable () async throws -> Void
        ) throws -> Consumer {
            Consumer(
                try broker.settings("newsletter", port: port), queue: queue,
                bindings: [("ev.events", Topology.bindingKey(type: type))], beforeCreating: beforeCreating,
                logger: quiet)
        }

        func queueExists() async throws -> Bool {
            try await broker.servers.rabbitmqctl("list_queues", "--vhost", broker.virtualHost, "name")
                .split(separator: "\n").contains { $0 == queue.name }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a missing queue is created after the preparation, and one that is there without it`() async throws {
        let setting = try await Setting()
        let proxy = try setting.broker.proxy()
        defer { proxy.close() }
        let preparation = Preparation()
        let existed = Mutex<Bool?>(nil)
        let consumer = try setting.consumer(port: proxy.port) {
            let exists = try await setting.queueExists()
            existed.withLock { $0 = exists }
            try preparation()
        }
        try await running(consumer) {
            try await eventually("it consumes") { consumer.isConnected }
            #expect(existed.withLock { $0 } == false)
            #expect(try await setting.queueExists())
            proxy.refuse()
            try await eventually("it is noticed") { !consumer.isConnected }
            proxy.accept()
            try await eventually("it consumes again") { consumer.isConnected }
            #expect(preparation.calls == 1)
        }
        let next = try setting.consumer { try preparation() }
        try await running(next) {
            try await eventually("another consumes") { next.isConnected }
            #expect(preparation.calls == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `nothing is declared while the preparation fails`() async throws {
        let setting = try await Setting()
        let preparation = Preparation(failures: 2)
        let consumer = try setting.consumer { try preparation() }
        try await running(consumer) {
            try await eventually("it fails") { preparation.calls == 1 && consumer.trouble?.contains("not yet") == true }
            #expect(consumer.trouble?.contains(setting.queue.name) == true)
            #expect(try await !setting.queueExists())
            try await eventually("it consumes", within: .seconds(5)) { consumer.isConnected }
            #expect(preparation.calls == 3)
            #expect(consumer.trouble == nil)
        }
    }

    /// Fault 12. Held by the broker's cancel (consumer_cancel_notify), which lets the link build itself anew at once, and
    /// by the question whether the queue is there before it is declared.
    @Test(.timeLimit(.minutes(1)))
    func `a queue deleted by hand is prepared for and consumed again within five seconds`() async throws {
        let setting = try await Setting()
        let proxy = try setting.broker.proxy()
        defer { proxy.close() }
        let preparation = Preparation()
        let publisher = Publisher(try setting.broker.settings("events"), logger: quiet)
        let consumer = try setting.consumer(port: proxy.port) { try preparation() }
        try await running(publisher, consumer) {
            await publisher.waitUntilReady()
            try await eventually("it consumes") { consumer.isConnected }
            // Connections that do not last make a link patient; a deleted queue must not have to wait for that.
            for _ in 0..<4 {
                proxy.cut()
                try await eventually("it is noticed") { !consumer.isConnected }
                try await eventually("it consumes again") { consumer.isConnected }
            }
            #expect(preparation.calls == 1)
            try await setting.broker.delete(queue: setting.queue.name)
            try await eventually("it is bound again", within: .seconds(5)) {
                await publisher.publish([event(setting.type, id: "after")]) == [.confirmed]
            }
            let delivery = try #require(await consumer.nextBatch(upTo: 10).first)
            consumer.acknowledge(delivery)
            #expect(delivery.messageID == "after")
            #expect(preparation.calls == 2)

            proxy.refuse()
            try await eventually("it is noticed") { !consumer.isConnected }
            try await setting.broker.delete(queue: setting.queue.name)
            proxy.accept()
            try await eventually("it consumes after it was away") { consumer.isConnected }
            #expect(preparation.calls == 3)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a preparation that takes long keeps neither the connection from living nor the stop waiting`() async throws {
        let setting = try await Setting()
        let begun = Mutex(0)
        let consumer = Consumer(
            try setting.broker.settings("newsletter", heartbeat: .seconds(1)), queue: setting.queue, bindings: [],
            beforeCreating: {
                begun.withLock { $0 += 1 }
                try await Task.sleep(for: .seconds(60))
            }, logger: quiet)
        try await running(consumer) {
            try await eventually("it begins") { begun.withLock { $0 } == 1 }
            // Three times as long as the broker waits for a heartbeat.
            try await Task.sleep(for: .seconds(6))
            #expect(begun.withLock { $0 } == 1)
            #expect(!consumer.isConnected)
        }
        #expect(try await !setting.queueExists())
    }
}
