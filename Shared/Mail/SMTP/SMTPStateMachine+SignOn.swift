internal import FoundationEssentials

/// Signing on: who we are, encryption, authentication.
extension SMTPStateMachine {
    mutating func hello() -> Action {
        state = .hello
        return .write("EHLO \(settings.heloName)\r\n")
    }

    mutating func received(helloReply reply: SMTPReply) -> Action {
        if reply.isPositive {
            extensions = SMTPExtensions(helloReply: reply)
            return signOn()
        }
        guard reply.isFailure, !reply.isTransientFailure else { return close(.notReady(reply)) }
        extensions = SMTPExtensions()
        state = .plainHello
        return .write("HELO \(settings.heloName)\r\n")
    }

    /// Encrypts, then authenticates, as far as wanted and still to be done.
    mutating func signOn() -> Action {
        if !isEncrypted, settings.encryption != .off {
            if extensions.startTLS {
                state = .startTLS
                return .write("STARTTLS\r\n")
            }
            guard settings.encryption == .opportunistic else { return close(.encryptionNotOffered) }
        }
        return authenticate()
    }

    mutating func received(startTLSReply reply: SMTPReply) -> Action {
        if reply.isPositive { return .startTLS }
        guard settings.encryption == .opportunistic, !reply.endsSession else { return close(.encryptionFailed) }
        return authenticate()
    }

    private mutating func authenticate() -> Action {
        guard let credentials = settings.credentials else { return opened() }
        let user = Self.base64(credentials.user)
        let password = Self.base64(credentials.password)
        if extensions.authentication.contains("PLAIN") {
            state = .authenticating(remaining: [])
            return .write("AUTH PLAIN \(Self.base64("\0\(credentials.user)\0\(credentials.password)"))\r\n")
        }
        guard extensions.authentication.contains("LOGIN") else { return close(.authenticationNotOffered) }
        state = .authenticating(remaining: [user, password])
        return .write("AUTH LOGIN\r\n")
    }

    mutating func received(authenticationReply reply: SMTPReply, remaining: [String]) -> Action {
        if reply.isPositive { return opened() }
        guard reply.code == 334, let next = remaining.first else { return close(.authenticationRefused(reply)) }
        state = .authenticating(remaining: Array(remaining.dropFirst()))
        return .write("\(next)\r\n")
    }

    private mutating func opened() -> Action {
        state = .idle
        return .ready
    }

    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }
}
