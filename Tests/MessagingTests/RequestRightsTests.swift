import Domain
import Messaging
import Synchronization
import TestSupport
import Testing

/// Serialized: all tests of requests serve the same queue, by one instance at a time.
extension RequestTests {
    @Test(.timeLimit(.minutes(1)))
    func `requests of anyone but the gateway are dropped and counted`() async throws {
        let calls = Mutex(0)
        try await serving(.directory) { _ in
            calls.withLock { $0 += 1 }
            return []
        } body: { client, server in
            let other = RequestClient(try await broker.value.settings("events"), logger: quiet)
            try await running(other) {
                await other.waitUntilReady()
                await #expect(throws: RequestFailure.timedOut) {
                    try await other.request(.directory, type: "d.x.v1", body: [], budget: .milliseconds(300))
                }
            }
            #expect(server.droppedForeign == 1)
            #expect(calls.withLock { $0 } == 0)
            _ = try await client.request(.directory, type: "d.x.v1", body: [], budget: .seconds(5))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `who may ask for what is decided by user and type`() async throws {
        let calls = Mutex<[String]>([])
        try await serving(
            .directory, allowing: { user, type in user == "gateway" || type.hasPrefix("directory.export-") }
        ) { request in
            calls.withLock { $0.append("\(request.userID) \(request.type)") }
            return []
        } body: { client, server in
            let other = RequestClient(try await broker.value.settings("events"), logger: quiet)
            try await running(other) {
                await other.waitUntilReady()
                _ = try await other.request(
                    .directory, type: "directory.export-places.v1", body: [], budget: .seconds(5))
                await #expect(throws: RequestFailure.timedOut) {
                    try await other.request(
                        .directory, type: "directory.save-place.v1", body: [], budget: .milliseconds(300))
                }
            }
            _ = try await client.request(.directory, type: "directory.save-place.v1", body: [], budget: .seconds(5))
            #expect(server.droppedForeign == 1)
            let seen = calls.withLock { $0 }
            #expect(seen == ["events directory.export-places.v1", "gateway directory.save-place.v1"])
        }
    }
}
