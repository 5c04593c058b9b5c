internal import NIOCore
internal import NIOSSL

/// Does on the event loop what the state machine says: reads, writes, times, and tells whoever waits.
///
/// Not thread-safe and not Sendable: used on its channel's event loop only.
final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the session waits for.
    enum Turn: Sendable {
        case ready
        case contentSent
        case answer(SendResult)
    }

    /// How long a goodbye may take: a service that stops waits for it.
    private static let leaveTaking = Duration.seconds(5)

    private let settings: SMTPSettings
    private var machine: SMTPStateMachine
    private var reader = SMTPReplyReader()
    private var context: ChannelHandlerContext?
    private var content: [UInt8] = []
    private var waiting: EventLoopPromise<Turn>?
    private var timeout: Scheduled<Void>?
    /// The session opens, or fails, perhaps before anybody asks.
    private(set) var opening: EventLoopFuture<Turn>?

    init(settings: SMTPSettings) {
        self.settings = settings
        machine = SMTPStateMachine(settings: settings)
    }

    /// Offers a mail, `content` being its stuffed bytes. Ends with `contentSent`, or with the server's refusal.
    func offer(_ envelope: Envelope, content: [UInt8], size: Int, on loop: any EventLoop) -> EventLoopFuture<Turn> {
        guard !machine.hasMailUnderWay else { return loop.makeFailedFuture(SMTPError.busy) }
        return ask(on: loop) { machine in
            self.content = content
            return machine.offer(envelope, size: size)
        }
    }

    func finish(on loop: any EventLoop) -> EventLoopFuture<Turn> {
        ask(on: loop) { $0.finish() }
    }

    func quit(on loop: any EventLoop) -> EventLoopFuture<Turn> {
        defer { if waiting != nil { expectAnswer(within: min(settings.replyTimeout, Self.leaveTaking)) } }
        return ask(on: loop) { $0.quit() }
    }

    private func ask(
        on loop: any EventLoop, _ question: (inout SMTPStateMachine) -> SMTPStateMachine.Action
    ) -> EventLoopFuture<Turn> {
        guard waiting == nil else { return loop.makeFailedFuture(SMTPError.busy) }
        let promise = loop.makePromise(of: Turn.self)
        waiting = promise
        perform(question(&machine))
        return promise.futureResult
    }

    private func perform(_ action: SMTPStateMachine.Action) {
        switch action {
        case .wait: break
        case .write(let text): write(text)
        case .startTLS: startTLS()
        case .ready: tell(.success(.ready))
        case .sendContent: sendContent()
        case .answer(let result): tell(.success(.answer(result)))
        case .answerAndClose(let result): tell(.success(.answer(result)), closing: true)
        case .close(let error): tell(.failure(error), closing: true)
        }
    }

    private func tell(_ result: Result<Turn, any Error>, closing: Bool = false) {
        timeout?.cancel()
        timeout = nil
        let promise = waiting
        waiting = nil
        // Closed before anybody hears: who does may at once ask whether the session is usable.
        if closing { context?.close(promise: nil) }
        promise?.completeWith(result)
    }

    private func write(_ text: String) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
        expectAnswer(within: machine.isPastFinalDot ? settings.finalReplyTimeout : settings.replyTimeout)
    }

    private func sendContent() {
        guard let context else { return }
        let buffer = context.channel.allocator.buffer(bytes: content)
        content = []
        expectAnswer(within: settings.replyTimeout)
        context.writeAndFlush(wrapOutboundOut(buffer)).assumeIsolated().whenSuccess {
            self.tell(.success(.contentSent))
        }
    }

    private func startTLS() {
        // Bytes behind the server's consent came in clear: somebody put them there to be read as encrypted.
        guard let context, let tls = settings.tls, reader.isEmpty else {
            return perform(machine.connectionLost())
        }
        do {
            let handler = try NIOSSLClientHandler(context: tls, serverHostname: settings.nameToVerify)
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
            perform(machine.encrypted())
        } catch {
            perform(machine.encryptionFailed())
        }
    }

    private func expectAnswer(within duration: Duration) {
        timeout?.cancel()
        timeout = context?.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) {
            self.perform(self.machine.connectionLost())
        }
    }
}

// MARK: - What the channel tells

extension SMTPHandler {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let promise = context.eventLoop.makePromise(of: Turn.self)
        waiting = promise
        opening = promise.futureResult
        if context.channel.isActive { begin() }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin()
    }

    private func begin() {
        expectAnswer(within: settings.replyTimeout)
        perform(machine.connected())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        do {
            while let byte = buffer.readInteger(as: UInt8.self) {
                guard let reply = try reader.take(byte) else { continue }
                let action = machine.received(reply)
                guard action != .startTLS || buffer.readableBytes == 0 else { throw SMTPReplyReader.Malformed.line }
                perform(action)
            }
        } catch {
            perform(machine.connectionLost())
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(machine.connectionLost())
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: perform(machine.encryptionFailed())
        default: perform(machine.connectionLost())
        }
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        perform(machine.connectionLost())
        self.context = nil
        // Whatever state it was in, nobody waits for ever.
        tell(.failure(SMTPError.connectionLost(afterFinalDot: machine.isPastFinalDot)))
    }
}
