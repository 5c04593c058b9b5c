import Foundation
import TestSupport
import Testing

@testable import Messaging

@Suite struct HintListenerTests {
    @Test(.timeLimit(.minutes(1)))
    func `changes are heard, and so is that they are not heard any more`() async throws {
        let broker = try await broker.value
        let proxy = try broker.proxy()
        defer { proxy.close() }
        let type = "jobs-board.\(unique("hint")).v1"
        let listener = HintListener(
            try broker.settings("gateway", port: proxy.port), exchanges: ["ev.directory", "ev.jobs-board"],
            logger: quiet)
        let publisher = Publisher(try broker.settings("jobs-board"), logger: quiet)
        try await running(listener, publisher) {
            await publisher.waitUntilReady()
            let heard = Recorder.Lines()
            let listening = Task {
                for await hint in listener.hints {
                    switch hint {
                    case .connected: heard.add("connected")
                    case .lost: heard.add("lost")
                    case .message(let delivery): heard.add(delivery.messageID)
                    }
                }
            }
            defer { listening.cancel() }
            func expect(_ lines: [String]) async throws {
                try await eventually("heard: \(lines)") { heard.all == lines }
            }
            try await expect(["connected"])
            #expect(await publisher.publish([event(type, from: "jobs-board", id: "first")]) == [.confirmed])
            try await expect(["connected", "first"])
            proxy.cut()
            try await expect(["connected", "first", "lost", "connected"])
            #expect(await publisher.publish([event(type, from: "jobs-board", id: "second")]) == [.confirmed])
            try await expect(["connected", "first", "lost", "connected", "second"])
        }
    }
}
