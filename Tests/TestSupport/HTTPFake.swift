import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A partner's HTTP server on the loopback address: keeps what it receives and answers as the test says.
package final class PartnerServer: Sendable {
    package struct Received: Sendable {
        package let method: String
        package let path: String
        package let headers: [(name: String, value: String)]
        package let body: [UInt8]

        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    package enum Answer: Sendable {
        case status(Int, headers: [String: String] = [:], body: [UInt8] = [])
        /// A head with this status, then one byte at a time without end.
        case dripping(Int)
        /// Bytes that are no HTTP.
        case bytes(String)
        case silence
        /// The connection ends without an answer.
        case cut
    }

    package struct NothingCame: Error {}

    struct State {
        var received: [Received] = []
        /// How many of them `next` has handed out.
        var handedOut = 0
        var script: [Answer] = []
        var usual = Answer.status(204)
        var waiting: [(id: UUID, continuation: CheckedContinuation<Void, Never>)] = []
        var listener: (any Channel)?
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    let state = Mutex(State())
    private let isSecure: Bool

    private init(isSecure: Bool) {
        self.isSecure = isSecure
    }

    /// Listens on a free port; with a certificate it speaks HTTPS.
    package static func start(certificate: SelfMadeCertificate? = nil) async throws -> PartnerServer {
        let tls = try certificate.map { made in
            let chain = try NIOSSLCertificate.fromPEMFile(made.certificate)
            let key = try NIOSSLPrivateKey(file: made.key, format: .pem)
            return try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        }
        let server = PartnerServer(isSecure: tls != nil)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(PartnerHandler(server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.state.withLock { $0.listener = listener }
        return server
    }

    package var port: Int {
        state.withLock { $0.listener?.localAddress?.port ?? 0 }
    }

    package var url: String { url(host: "127.0.0.1") }

    package func url(host: String) -> String {
        "\(isSecure ? "https" : "http")://\(host):\(port)/hook"
    }

    /// All that was received so far.
    package var requests: [Received] { state.withLock { $0.received } }

    /// The answers to the next requests, one each; then the usual one follows.
    package func answer(with answers: Answer...) {
        state.withLock { $0.script += answers }
    }

    /// The answer to every request for which no other was set. At first it is 204.
    package func answerUsually(with answer: Answer) {
        state.withLock { $0.usual = answer }
    }

    /// The next request, in order of arrival, each handed out once; waits for it.
    package func next(timeout: Duration = .seconds(10)) async throws -> Received {
        try await withThrowingTaskGroup(of: Received?.self) { group in
            defer { group.cancelAll() }
            group.addTask { await self.arrival() }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            guard let first = try await group.next(), let received = first else { throw NothingCame() }
            return received
        }
    }

    private func arrival() async -> Received? {
        while !Task.isCancelled {
            let received = state.withLock { state -> Received? in
                guard state.handedOut < state.received.count else { return nil }
                defer { state.handedOut += 1 }
                return state.received[state.handedOut]
            }
            if let received { return received }
            await nextArrival()
        }
        return nil
    }

    private func nextArrival() async {
        let id = UUID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if state.handedOut < state.received.count || Task.isCancelled { return true }
                    state.waiting.append((id, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                let index = state.waiting.firstIndex { $0.id == id }
                return index.map { state.waiting.remove(at: $0).continuation }
            }
            continuation?.resume()
        }
    }

    /// Stops listening and ends all connections.
    package func stop() async throws {
        try await state.withLock { $0.listener }?.close()
        for connection in state.withLock({ Array($0.connections.values) }) {
            connection.close(promise: nil)
        }
    }

    func take(_ received: Received) -> Answer {
        let (answer, waiting) = state.withLock { state in
            state.received.append(received)
            defer { state.waiting = [] }
            return (state.script.isEmpty ? state.usual : state.script.removeFirst(), state.waiting)
        }
        for waiter in waiting { waiter.continuation.resume() }
        return answer
    }
}
