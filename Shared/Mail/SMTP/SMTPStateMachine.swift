internal import Domain

/// The client's side of SMTP (RFC 5321) without a socket: told what happened, it says what to do.
///
/// One session carries one mail at a time. Only `contentSent`, then `finish`, lets the final dot go.
struct SMTPStateMachine: Sendable {
    enum Action: Hashable, Sendable {
        /// Nothing, until the next thing happens.
        case wait
        /// Send this; the server owes an answer.
        case write(String)
        /// Begin TLS, then say `encrypted()`.
        case startTLS
        /// The session is open: a mail may be offered.
        case ready
        /// The server waits for the mail: send it, without the final dot.
        case sendContent
        /// The mail's fate. The session is open for the next one.
        case answer(SendResult)
        /// The mail's fate. Close the connection.
        case answerAndClose(SendResult)
        /// Close the connection; the error is for whoever waits for an answer.
        case close(SMTPError)
    }

    enum State: Sendable {
        case connecting, greeting, hello, plainHello, startTLS
        case authenticating(remaining: [String])
        case idle
        case offering(Offer)
        /// The server said 354; the final dot has not left.
        case content
        case finalReply
        /// A lone dot was sent because the server wanted a mail for a recipient that it had refused.
        case emptyMail(SendResult)
        case resetting(SendResult)
        case quitting, closed
    }

    /// MAIL, RCPT and DATA under way.
    struct Offer: Sendable {
        /// Those not yet answered, in order.
        var commands: ArraySlice<String>
        /// The first refusal.
        var refusal: SMTPReply?
        /// All were sent at once.
        var pipelined: Bool
    }

    let settings: SMTPSettings
    var state = State.connecting
    var extensions = SMTPExtensions()
    var isEncrypted: Bool

    init(settings: SMTPSettings) {
        self.settings = settings
        isEncrypted = settings.encryption == .immediate
    }

    /// True while only the server knows whether it took the mail.
    var isPastFinalDot: Bool {
        if case .finalReply = state { true } else { false }
    }

    var isReady: Bool {
        if case .idle = state { true } else { false }
    }

    var hasMailUnderWay: Bool {
        switch state {
        case .offering, .content, .finalReply, .emptyMail, .resetting: true
        default: false
        }
    }
}

// MARK: - What happens

extension SMTPStateMachine {
    mutating func connected() -> Action {
        state = .greeting
        return .wait
    }

    /// TLS has begun; what the server said in clear about itself is forgotten (RFC 3207 §4.2).
    mutating func encrypted() -> Action {
        isEncrypted = true
        return hello()
    }

    /// A mail of `size` bytes is to be sent. Call it on a ready session only.
    mutating func offer(_ envelope: Envelope, size: Int) -> Action {
        guard isReady else { return close(lost) }
        let commands = [
            "MAIL FROM:<\(envelope.sender?.text ?? "")>" + (extensions.size ? " SIZE=\(size)\r\n" : "\r\n"),
            "RCPT TO:<\(envelope.recipient.text)>\r\n",
            "DATA\r\n",
        ]
        state = .offering(Offer(commands: commands[...], pipelined: extensions.pipelining))
        return .write(extensions.pipelining ? commands.joined() : commands[0])
    }

    /// The mail is on its way and may be ended.
    mutating func finish() -> Action {
        guard case .content = state else { return close(lost) }
        state = .finalReply
        return .write(DotStuffing.finalDot)
    }

    mutating func quit() -> Action {
        guard isReady else { return close(lost) }
        state = .quitting
        return .write("QUIT\r\n")
    }

    /// The connection ended, an answer did not come in time, or what came is not SMTP.
    mutating func connectionLost() -> Action {
        switch state {
        case .closed: .wait
        case .resetting(let result), .emptyMail(let result): answerAndClose(result)
        case .connecting: close(.unreachable)
        default: close(lost)
        }
    }

    /// The handshake or the encrypted connection failed.
    mutating func encryptionFailed() -> Action {
        switch state {
        case .connecting, .greeting, .hello: close(.encryptionFailed)
        default: connectionLost()
        }
    }

    mutating func received(_ reply: SMTPReply) -> Action {
        switch state {
        case .connecting, .closed: .wait
        case .greeting: reply.isPositive ? hello() : close(.notReady(reply))
        case .hello: received(helloReply: reply)
        case .plainHello: reply.isPositive ? signOn() : close(.notReady(reply))
        case .startTLS: received(startTLSReply: reply)
        case .authenticating(let remaining): received(authenticationReply: reply, remaining: remaining)
        // Nothing was asked: the server takes its leave (421), or is out of step.
        case .idle, .content: close(lost)
        case .offering(let offer): received(offerReply: reply, offer)
        case .finalReply: received(finalReply: reply)
        case .emptyMail(let result): reply.endsSession ? answerAndClose(result) : reset(result)
        case .resetting(let result): reply.isPositive ? settled(result) : answerAndClose(result)
        case .quitting: close(lost)
        }
    }
}

// MARK: - One mail

extension SMTPStateMachine {
    private mutating func received(offerReply reply: SMTPReply, _ offer: Offer) -> Action {
        var offer = offer
        offer.commands.removeFirst()
        if reply.isFailure, offer.refusal == nil { offer.refusal = reply }
        if let refusal = offer.refusal, reply.endsSession {
            return answerAndClose(SendResult(failure: refusal))
        }
        if offer.commands.isEmpty { return received(dataReply: reply, refusal: offer.refusal) }
        guard reply.isPositive || reply.isFailure else { return close(lost) }
        if !offer.pipelined {
            if let refusal = offer.refusal { return reset(SendResult(failure: refusal)) }
            state = .offering(offer)
            return .write(offer.commands[offer.commands.startIndex])
        }
        state = .offering(offer)
        return .wait
    }

    private mutating func received(dataReply reply: SMTPReply, refusal: SMTPReply?) -> Action {
        switch (reply.code, refusal) {
        case (354, nil):
            state = .content
            return .sendContent
        case (354, let refusal?):
            // RFC 2920 §3.1: a server may ask for the mail of a refused recipient. It gets an empty one.
            state = .emptyMail(SendResult(failure: refusal))
            return .write(DotStuffing.finalDot)
        case (_, let refusal?):
            return reset(SendResult(failure: refusal))
        default:
            return close(lost)
        }
    }

    private mutating func received(finalReply reply: SMTPReply) -> Action {
        if reply.isPositive { return settled(.accepted(reply)) }
        guard reply.isFailure else { return close(lost) }
        let result = SendResult(failure: reply)
        return reply.endsSession ? answerAndClose(result) : reset(result)
    }

    /// Forgets the refused mail at the server's, so that the next one starts clean.
    private mutating func reset(_ result: SendResult) -> Action {
        state = .resetting(result)
        return .write("RSET\r\n")
    }

    private mutating func settled(_ result: SendResult) -> Action {
        state = .idle
        return .answer(result)
    }

    private mutating func answerAndClose(_ result: SendResult) -> Action {
        state = .closed
        return .answerAndClose(result)
    }

    private var lost: SMTPError { .connectionLost(afterFinalDot: isPastFinalDot) }

    mutating func close(_ error: SMTPError) -> Action {
        state = .closed
        return .close(error)
    }
}
