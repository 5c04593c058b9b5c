import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The port that the public reaches, by way of a proxy that ends TLS.
///
/// Only Hummingbird's core is used: its router knows neither 405 nor HEAD, and brings all of Foundation with it.
struct PublicPort: Service {
    /// How long requests that are under way may take once the process has to stop.
    private static let grace = Duration.seconds(10)

    let host: String
    let port: Int
    let door: FrontDoor
    let now: @Sendable () -> Date
    let logger: Logger
    /// Told the port once it is open.
    var onOpen: @Sendable (Int) async -> Void = { _ in }

    func run() async throws {
        let clock = HTTPClock()
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { [door, now] request, writer, channel in
                    if request.headers[.expect] == "100-continue" {
                        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
                    }
                    let date = clock.text(at: now())
                    let response = await door.answer(request, at: date, from: channel.remoteAddress)
                    if request.method == .head || response.status == .notModified {
                        try await writer.writeResponse(response.head)
                    } else {
                        try await writer.write(response: response.head, body: response.body)
                    }
                },
                configuration: .init(
                    idleTimeout: .seconds(60),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))),
            configuration: ServerConfiguration(address: .hostname(host, port: port), backlog: 1024),
            onServerRunning: { [logger, onOpen] channel in
                logger.info("public port open", metadata: ["address": "\(channel.localAddress?.description ?? "")"])
                await onOpen(channel.localAddress?.port ?? 0)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "public-port") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask {
                try? await gracefulShutdown()
                try? await Task.sleep(for: Self.grace)
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
