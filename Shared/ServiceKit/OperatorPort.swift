import HTTPTypes
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The operator's port: `/live` says that the process runs, `/ready` whether it can do its work, `/metrics` how it does.
package struct OperatorPort: Service {
    private let host: String
    private let port: Int
    private let readiness: Readiness
    private let registry: PrometheusRegistry
    private let logger: Logger

    package init(
        host: String, port: Int, readiness: Readiness, registry: PrometheusRegistry, logger: Logger
    ) {
        self.host = host
        self.port = port
        self.readiness = readiness
        self.registry = registry
        self.logger = logger
    }

    package func run() async throws {
        let server = Server(
            childChannelSetup: HTTP1Channel(
                responder: { request, writer, _ in
                    let (status, body) = await answer(to: request.uri.path)
                    try await writer.write(
                        response: HTTPResponse(
                            status: status,
                            headerFields: [
                                .contentType: "text/plain; version=0.0.4; charset=utf-8",
                                .contentLength: String(body.utf8.count),
                            ]),
                        body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
                }, configuration: .init(idleTimeout: .seconds(60))),
            configuration: ServerConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { [logger] channel in
                logger.info("operator's port open", metadata: ["address": "\(channel.localAddress?.description ?? "")"])
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "operator-port") { _ in SwiftLogNoOpLogHandler() }
        )
        try await server.run()
    }

    private func answer(to path: String) async -> (HTTPResponse.Status, String) {
        switch path {
        case "/live": return (.ok, "live\n")
        case "/ready":
            let missing = await readiness.missing()
            return missing.isEmpty
                ? (.ok, "ready\n") : (.serviceUnavailable, missing.map { "waiting for \($0)\n" }.joined())
        case "/metrics": return (.ok, await registry.text())
        default: return (.notFound, "not found\n")
        }
    }
}
