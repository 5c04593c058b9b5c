import ArgumentParser
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// One Hummingbird route that answers the bytes of a file: what a cached feed is compared with.
struct BareRoute: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bare-route")

    @Option var port: Int
    @Option var file: String
    @Option var type: String

    func run() async throws {
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(filePath: file)))
        let type = type
        let router = Router()
        router.get("/") { _, _ in
            Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: body))
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: Logger(label: "bare") { _ in SwiftLogNoOpLogHandler() })
        try await application.runService()
    }
}
