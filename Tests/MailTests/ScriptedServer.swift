import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TestSupport

/// A mail server on the loopback address that behaves as a test says, and politely where the test says nothing.
final class ScriptedServer: Sendable {
    enum Reaction: Sendable {
        case say(String)
        case sayAndClose(String)
        /// Says 220, perhaps with more behind it, and begins TLS.
        case startTLS(more: String = "")
        case silence
        case close
    }

    /// The reaction to one line of the client's (`.` for a whole mail); nil for the polite one.
    typealias Script = @Sendable (_ line: String) -> Reaction?

    struct State {
        var listener: (any Channel)?
        var connections: [any Channel] = []
        var lines: [String] = []
        var mails: [String] = []
    }

    let state = Mutex(State())
    let greeting: String
    let offers: [String]
    let slices: Bool
    let tls: NIOSSLContext?
    let script: Script

    private init(greeting: String, offers: [String], slices: Bool, tls: NIOSSLContext?, script: @escaping Script) {
        self.greeting = greeting
        self.offers = offers
        self.slices = slices
        self.tls = tls
        self.script = script
    }

    /// Listens on a free port; with `slices`, each byte is written alone.
    static func start(
        greeting: String = "220 test.example ESMTP",
        offers: [String] = ["PIPELINING", "SIZE 1000000"],
        slices: Bool = false,
        certificate: SelfMadeCertificate? = nil,
        script: @escaping Script = { _ in nil }
    ) async throws -> ScriptedServer {
        let tls = try certificate.map { made in
            let chain = try NIOSSLCertificate.fromPEMFile(made.certificate)
            let key = try NIOSSLPrivateKey(file: made.key, format: .pem)
            return try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        }
        let server = ScriptedServer(greeting: greeting, offers: offers, slices: slices, tls: tls, script: script)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ScriptedConnection(server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.state.withLock { $0.listener = listener }
        return server
    }

    var port: Int { state.withLock { $0.listener?.localAddress?.port ?? 0 } }

    func url(tls: String = "off", user: String = "") -> String {
        "smtp://\(user)127.0.0.1:\(port)?tls=\(tls)"
    }

    /// Every line received, mails apart.
    var lines: [String] { state.withLock { $0.lines } }
    /// Every mail that was ended by its dot, as it came.
    var mails: [String] { state.withLock { $0.mails } }

    func stopListening() async throws {
        try await state.withLock { $0.listener }?.close()
    }

    func cutConnections() {
        for connection in state.withLock({ $0.connections }) { connection.close(promise: nil) }
    }

    func reaction(to line: String) -> Reaction {
        state.withLock { $0.lines.append(line) }
        if let reaction = script(line) { return reaction }
        switch line.prefix(4).uppercased() {
        case "EHLO": return .say("250-test.example\r\n" + offers.map { "250-\($0)\r\n" }.joined() + "250 HELP")
        case "STAR": return .startTLS()
        case "AUTH": return .say("235 2.7.0 welcome")
        case "DATA": return .say("354 go on")
        case "QUIT": return .sayAndClose("221 2.0.0 bye")
        case ".": return .say("250 2.0.0 taken")
        default: return .say("250 2.1.0 fine")
        }
    }
}

/// One connection to a `ScriptedServer`.
private final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: ScriptedServer
    private var line: [UInt8] = []
    /// The mail under way, between 354 and the dot.
    private var mail: String?

    init(server: ScriptedServer) {
        self.server = server
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        server.state.withLock { $0.connections.append(channel) }
        say(server.greeting + "\r\n", context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        while let byte = buffer.readInteger(as: UInt8.self) {
            line.append(byte)
            guard byte == UInt8(ascii: "\n") else { continue }
            let text = String(decoding: line, as: UTF8.self)
            line = []
            read(text, context)
        }
    }

    private func read(_ text: String, _ context: ChannelHandlerContext) {
        guard let mail else { return react(to: String(text.dropLast()), context) }
        guard text == ".\r\n" else {
            self.mail = mail + text
            return
        }
        server.state.withLock { $0.mails.append(mail) }
        self.mail = nil
        react(to: ".", context)
    }

    private func react(to line: String, _ context: ChannelHandlerContext) {
        switch server.reaction(to: line) {
        case .silence: break
        case .close: context.close(promise: nil)
        case .say(let text):
            say(text + "\r\n", context)
            if text.hasPrefix("354") { mail = "" }
        case .sayAndClose(let text):
            say(text + "\r\n", context)
            context.close(promise: nil)
        case .startTLS(let more):
            say("220 2.0.0 ready\r\n" + more, context)
            guard let tls = server.tls else { return context.close(promise: nil) }
            try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
        }
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
        for slice in server.slices ? text.utf8.map({ [$0] }) : [Array(text.utf8)] {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: slice)), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
