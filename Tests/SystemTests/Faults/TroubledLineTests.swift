import Foundation
import TestSupport
import Testing

/// The proxy itself: each trouble does what it says. A partner's server stands behind it.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct TroubledLineTests {
    private static let body = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)

    @Test func `troubles slow a line down, and what passes is whole`() async throws {
        try await withLine { proxy, url in
            #expect(try await elapsed(url) < .milliseconds(300))
            proxy.trouble = .delay(.milliseconds(200))
            #expect(try await elapsed(url) >= .milliseconds(400))
            proxy.trouble = .rate(bytesPerSecond: 100_000)
            #expect(try await elapsed(url) >= .milliseconds(900))
            proxy.trouble = .slices(of: 1)
            _ = try await elapsed(url)
            proxy.trouble = .none
            #expect(try await elapsed(url) < .milliseconds(300))
        }
    }

    @Test func `a reset cuts in the midst, and a black hole tells nobody`() async throws {
        try await withLine { proxy, url in
            proxy.trouble = .reset(after: 50_000, .toClient)
            await #expect(throws: (any Error).self) { try await elapsed(url) }
            #expect(proxy.resets >= 1)
            #expect(proxy.passed(.toClient) >= 50_000)
            proxy.trouble = .reset(after: 0, .toClient)
            await #expect(throws: (any Error).self) { try await elapsed(url) }
            proxy.trouble = .blackHole
            let swallowed = Task { try await elapsed(url) }
            try await Task.sleep(for: .milliseconds(500))
            #expect(proxy.connections >= 1, "it is there and says nothing")
            proxy.trouble = .none
            #expect(try await elapsed(url) < .milliseconds(300), "a new one passes")
            swallowed.cancel()
            await #expect(throws: (any Error).self) { try await swallowed.value }
        }
    }

    private func withLine(_ body: (TCPProxy, String) async throws -> Void) async throws {
        let partner = try await PartnerServer.start()
        partner.answerUsually(with: .status(200, body: Self.body))
        let proxy = try TCPProxy(to: partner.port)
        try await body(proxy, "http://127.0.0.1:\(proxy.port)/")
        proxy.close()
        try await partner.stop()
    }

    /// On a connection of its own.
    private func elapsed(_ url: String) async throws -> Duration {
        try await ContinuousClock().measure {
            let answer = try await HTTP.get(url, headers: ["connection": "close"])
            #expect(answer.body == Data(Self.body))
        }
    }
}
