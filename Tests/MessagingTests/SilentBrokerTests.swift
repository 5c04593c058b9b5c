import Domain
import Messaging
import TestSupport
import Testing

@Suite struct SilentBrokerTests {
    enum Silence: CaseIterable {
        /// Nothing is taken: who sends fills the buffers on the way, and hangs.
        case frozen
        /// All is taken, and lost.
        case swallowed

        var trouble: Trouble {
            switch self {
            case .frozen:
                var trouble = Trouble.none
                trouble.freezes = true
                return trouble
            case .swallowed: return .blackHole
            }
        }
    }

    enum Load: CaseIterable {
        case idle, busy
        /// Begins to send when the silence is nearly noticed.
        case busyLate
    }

    private static let heartbeat = Duration.seconds(2)

    /// Fault 17. Held by the heartbeat, which the link looks after every second, and, while a write hangs, by the
    /// watchdog, which counts from the last sign of life.
    @Test(.timeLimit(.minutes(1)), arguments: Silence.allCases, Load.allCases)
    func `a silent broker is noticed within two heartbeats and two seconds`(
        silence: Silence, load: Load
    ) async throws {
        let broker = try await broker.value
        let proxy = try broker.proxy()
        defer { proxy.close() }
        let publisher = Publisher(
            try broker.settings("events", port: proxy.port, heartbeat: Self.heartbeat), logger: quiet)
        try await running(publisher) {
            await publisher.waitUntilReady()
            proxy.trouble = silence.trouble
            let begun = ContinuousClock.now
            if load == .busyLate { try await Task.sleep(for: Self.heartbeat * 1.2) }
            if load != .idle {
                // More than the buffers on the way take.
                let large = event("events.unheard.v1", body: [UInt8](repeating: 0, count: 100_000))
                let outcomes = await publisher.publish(Array(repeating: large, count: 500))
                #expect(outcomes == Array(repeating: .lost, count: 500))
            }
            try await eventually("it is noticed") { !publisher.isConnected }
            #expect(.now - begun < Self.heartbeat * 2 + .seconds(2))
            proxy.trouble = .none
            await publisher.waitUntilReady()
            #expect(await publisher.publish([event("events.unheard.v1")]) == [.unroutable])
        }
    }

    /// As fault 17, for those who wait for something.
    @Test(.timeLimit(.minutes(1)), arguments: Silence.allCases)
    func `a silent broker is noticed by those who wait for deliveries, answers and requests`(
        silence: Silence
    ) async throws {
        let broker = try await broker.value
        let proxy = try broker.proxy()
        defer { proxy.close() }
        func settings(_ user: String) throws -> BrokerSettings {
            try broker.settings(user, port: proxy.port, heartbeat: Self.heartbeat)
        }
        let consumer = Consumer(
            try settings("newsletter"), queue: Topology.eventQueue(of: .newsletter, concern: unique("silent")),
            bindings: [], logger: quiet)
        let client = RequestClient(try settings("gateway"), logger: quiet)
        let server = RequestServer(try settings("jobs-board"), service: .jobsBoard, logger: quiet) { $0.body }
        let listener = HintListener(try settings("gateway"), exchanges: ["ev.events"], logger: quiet)
        func areAll(connected: Bool) -> Bool {
            [consumer.isConnected, client.isConnected, server.isConnected, listener.isConnected]
                .allSatisfy { $0 == connected }
        }
        try await running(consumer, client, server, listener) {
            try await eventually("all are connected") { areAll(connected: true) }
            proxy.trouble = silence.trouble
            let begun = ContinuousClock.now
            await #expect(throws: RequestFailure.timedOut) {
                try await client.request(.jobsBoard, type: "j.x.v1", body: [], budget: .milliseconds(300))
            }
            try await eventually("all notice it") { areAll(connected: false) }
            #expect(.now - begun < Self.heartbeat * 2 + .seconds(2))
            for trouble in [consumer.trouble, client.trouble, server.trouble, listener.trouble] {
                #expect(trouble != nil)
            }
            proxy.trouble = .none
            try await eventually("all are connected again") { areAll(connected: true) }
        }
    }
}
