package import Logging
package import NIOCore
internal import NIOPosix
internal import NIOSSL

/// An open session with a mail server, used by one task: mails go one after another.
///
/// A refused mail leaves the session usable; a thrown error ends it.
package final class SMTPSession: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<SMTPHandler>
    private let settings: SMTPSettings
    private let logger: Logger

    private init(channel: any Channel, handler: NIOLoopBound<SMTPHandler>, settings: SMTPSettings, logger: Logger) {
        self.channel = channel
        self.handler = handler
        self.settings = settings
        self.logger = logger
    }

    deinit {
        channel.close(promise: nil)
    }

    /// Connects, greets, encrypts and authenticates as the settings say.
    ///
    /// - Throws: `SMTPError`.
    package static func connect(
        _ settings: SMTPSettings,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger
    ) async throws -> SMTPSession {
        let session = try await open(settings, on: eventLoopGroup, logger: logger)
        _ = try await session.turn { handler, loop in
            handler.opening ?? loop.makeFailedFuture(SMTPError.unreachable)
        }
        logger.debug("mail session open")
        return session
    }

    private static func open(
        _ settings: SMTPSettings, on group: any EventLoopGroup, logger: Logger
    ) async throws -> SMTPSession {
        let bootstrap = ClientBootstrap(group: group).connectTimeout(TimeAmount(settings.connectTimeout))
        do {
            return try await bootstrap.connect(host: settings.host, port: settings.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if settings.encryption == .immediate, let tls = settings.tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: settings.nameToVerify)
                        try pipeline.addHandler(handler)
                    }
                    let handler = SMTPHandler(settings: settings)
                    try pipeline.addHandler(handler)
                    let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
                    return SMTPSession(channel: channel, handler: bound, settings: settings, logger: logger)
                }
            }
        } catch {
            throw SMTPError.unreachable
        }
    }

    /// False once the server has taken its leave or the connection is gone; connect anew then.
    package var isUsable: Bool { channel.isActive }

    /// Sends one mail.
    ///
    /// - Parameters:
    ///   - envelope: from whom and to whom.
    ///   - message: the whole mail, headers and body.
    ///   - beforeFinalDot: runs once the server has agreed to take the mail (354), before the line that ends it. When
    ///     it throws, the session is dropped, the mail is not taken, and the error rises.
    /// - Returns: what the server decided; it is final.
    /// - Throws: `SMTPError.connectionLost`, which tells whether the mail may have been taken; what `beforeFinalDot`
    ///   throws. A cancelled task drops the session.
    package func send(
        _ envelope: Envelope, message: [UInt8], beforeFinalDot: () async throws -> Void
    ) async throws -> SendResult {
        let content = DotStuffing.stuffed(message)
        let offered = try await turn { handler, loop in
            handler.offer(envelope, content: content, size: message.count, on: loop)
        }
        if case .answer(let result) = offered { return result }
        do {
            try await beforeFinalDot()
        } catch {
            try? await channel.close()
            throw error
        }
        guard case .answer(let result) = try await turn({ $0.finish(on: $1) }) else {
            throw SMTPError.connectionLost(afterFinalDot: true)
        }
        return result
    }

    /// Takes leave politely, then closes. Never fails; takes 5 seconds at most.
    package func quit() async {
        // The handler answers with an error in any case: after QUIT there is no session.
        _ = try? await turn { $0.quit(on: $1) }
        try? await channel.close()
    }

    private func turn(
        _ start: @escaping @Sendable (SMTPHandler, any EventLoop) -> EventLoopFuture<SMTPHandler.Turn>
    ) async throws -> SMTPHandler.Turn {
        let (channel, handler) = (channel, handler)
        return try await withTaskCancellationHandler {
            try await channel.eventLoop.flatSubmit { start(handler.value, channel.eventLoop) }.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}
