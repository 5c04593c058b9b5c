import Domain
import Foundation
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import Messaging

@Suite(.serialized) struct RequestTests {
    @Test(.timeLimit(.minutes(1)))
    func `a request arrives with its headers and what is left of its budget, and its answer comes back`() async throws {
        let seen = Mutex<IncomingRequest?>(nil)
        try await serving(.directory) { request in
            seen.withLock { $0 = request }
            return request.body.reversed()
        } body: { client, _ in
            let answer = try await client.request(
                .directory, type: "directory.find-places.v1", body: [1, 2, 3], headers: ["traceparent": "x"],
                budget: .milliseconds(700))
            #expect(answer == [3, 2, 1])
            let request = try #require(seen.withLock { $0 })
            #expect(request.type == "directory.find-places.v1")
            #expect(request.headers["traceparent"] == "x")
            #expect(request.userID == "gateway")
            #expect(!request.redelivered)
            #expect(request.remainingBudget < .milliseconds(700))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `many at once are each given their own answer`() async throws {
        try await serving(.directory) {
            $0.body
        } body: { client, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<50 {
                    group.addTask {
                        for round in 0..<40 {
                            let body = Array("\(worker) \(round)".utf8)
                            let answer = try await client.request(
                                .directory, type: "directory.echo.v1", body: body, budget: .seconds(10))
                            #expect(answer == body)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a service that nobody serves is known at once`() async throws {
        try await serving(.directory) {
            $0.body
        } body: { client, _ in
            let begun = ContinuousClock.now
            await #expect(throws: RequestFailure.noInstance) {
                try await client.request(.notifications, type: "notifications.x.v1", body: [], budget: .seconds(5))
            }
            #expect(.now - begun < .milliseconds(100))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `what is lost is sent again when it may be, and only then`() async throws {
        let calls = Mutex(0)
        try await serving(.directory) { request in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            // The first is never answered.
            if call == 1 { try? await Task.sleep(for: .seconds(30)) }
            return request.body
        } body: { client, _ in
            let answer = try await client.request(
                .directory, type: "directory.x.v1", body: [7], budget: .seconds(5), mayRepeat: true)
            #expect(answer == [7])
            #expect(calls.withLock { $0 } == 2)
            calls.withLock { $0 = 0 }
            await #expect(throws: RequestFailure.timedOut) {
                try await client.request(.directory, type: "directory.x.v1", body: [7], budget: .seconds(2))
            }
            #expect(calls.withLock { $0 } == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a late answer is a failure within the budget, and its handler is cancelled`() async throws {
        let cancelled = Mutex(false)
        try await serving(.directory) { _ in
            do {
                try await Task.sleep(for: .seconds(30))
            } catch {
                cancelled.withLock { $0 = true }
            }
            return []
        } body: { client, _ in
            let begun = ContinuousClock.now
            await #expect(throws: RequestFailure.timedOut) {
                try await client.request(.directory, type: "directory.x.v1", body: [], budget: .milliseconds(300))
            }
            #expect(.now - begun >= .milliseconds(300))
            #expect(.now - begun < .milliseconds(400))
            try await eventually("the handler is cancelled", within: .seconds(2)) { cancelled.withLock { $0 } }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a cancelled task stops waiting`() async throws {
        try await serving(.directory) { _ in
            try? await Task.sleep(for: .seconds(5))
            return []
        } body: { client, _ in
            let begun = ContinuousClock.now
            let asking = Task { try await client.request(.directory, type: "d.x.v1", body: [], budget: .seconds(20)) }
            try await Task.sleep(for: .milliseconds(50))
            asking.cancel()
            await #expect(throws: RequestFailure.timedOut) { try await asking.value }
            #expect(.now - begun < .seconds(2))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `more than sixty-four to one service are turned away, and another service is not concerned`() async throws {
        let open = Mutex(false)
        try await serving(.directory) { _ in
            while !open.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(5)) }
            return []
        } body: { client, _ in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<70 {
                    group.addTask {
                        do {
                            _ = try await client.request(.directory, type: "d.x.v1", body: [], budget: .seconds(10))
                            return 0
                        } catch RequestFailure.overloaded {
                            return 1
                        }
                    }
                }
                var turnedAway = 0
                for _ in 0..<6 { turnedAway += try await group.next() ?? 0 }
                #expect(turnedAway == 6)
                await #expect(throws: RequestFailure.noInstance) {
                    try await client.request(.notifications, type: "n.x.v1", body: [], budget: .seconds(1))
                }
                open.withLock { $0 = true }
                for try await failed in group { #expect(failed == 0) }
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a body over a mebibyte is refused, one just below goes both ways`() async throws {
        try await serving(.directory) {
            $0.body
        } body: { client, _ in
            let largest = [UInt8](repeating: 7, count: 1 << 20)
            let answer = try await client.request(.directory, type: "d.x.v1", body: largest, budget: .seconds(5))
            #expect(answer == largest)
            await #expect(throws: RequestFailure.tooLarge) {
                try await client.request(.directory, type: "d.x.v1", body: largest + [7], budget: .seconds(5))
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a lost broker fails what waits and what comes, at once, and is found again`() async throws {
        let proxy = try await broker.value.proxy()
        defer { proxy.close() }
        try await serving(.directory, port: proxy.port) { request in
            if request.type == "d.slow.v1" { try? await Task.sleep(for: .seconds(20)) }
            return [1]
        } body: { client, _ in
            let waiting = Task {
                try await client.request(.directory, type: "d.slow.v1", body: [], budget: .seconds(20))
            }
            try await Task.sleep(for: .milliseconds(50))
            proxy.refuse()
            await #expect(throws: RequestFailure.brokerUnavailable) { try await waiting.value }
            let begun = ContinuousClock.now
            await #expect(throws: RequestFailure.brokerUnavailable) {
                try await client.request(.directory, type: "d.x.v1", body: [], budget: .seconds(20))
            }
            #expect(.now - begun < .milliseconds(50))
            proxy.accept()
            await client.waitUntilReady()
            let answer = try await client.request(.directory, type: "d.x.v1", body: [], budget: .seconds(5))
            #expect(answer == [1])
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a graceful stop answers what it has taken and is then known to be gone`() async throws {
        let broker = try await broker.value
        let (begun, hasBegun) = AsyncStream<Void>.makeStream()
        let server = RequestServer(try broker.settings("events"), service: .events, logger: quiet) { _ in
            hasBegun.yield()
            try? await Task.sleep(for: .milliseconds(500))
            return [9]
        }
        let client = RequestClient(try broker.settings("gateway"), logger: quiet)
        let group = ServiceGroup(services: [server], logger: quiet)
        try await running(client) {
            async let ended: Void = group.run()
            try await eventually("both are connected") { server.isConnected && client.isConnected }
            async let answer = client.request(.events, type: "events.x.v1", body: [], budget: .seconds(5))
            for await _ in begun { break }
            await group.triggerGracefulShutdown()
            #expect(try await answer == [9])
            try await ended
            await #expect(throws: RequestFailure.noInstance) {
                try await client.request(.events, type: "events.x.v1", body: [], budget: .seconds(5))
            }
        }
    }
}
