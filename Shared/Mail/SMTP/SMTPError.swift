/// Why there is no session (any more). A refusal of one mail is not an error but a `SendResult`.
package enum SMTPError: Error, Hashable, Sendable {
    /// The settings are not `smtp://[user:password@]host[:port][?tls=off|opportunistic|required]`, or contradict
    /// themselves. The text names the part at fault, never its value.
    case settings(String)
    /// No connection: the name is unknown, the port refuses, or nothing answers in time.
    case unreachable
    /// The server does not want us now (its greeting, or its answer to EHLO).
    case notReady(SMTPReply)
    case encryptionNotOffered
    /// STARTTLS was refused, or the handshake failed: the certificate, its name, or the protocol.
    case encryptionFailed
    case authenticationNotOffered
    case authenticationRefused(SMTPReply)
    /// The connection ended, a time-out passed, or the server said what no server may say.
    ///
    /// `afterFinalDot` tells of the mail in hand: false, it was surely not taken; true, nobody here can know.
    case connectionLost(afterFinalDot: Bool)
    /// A mail was offered while another was under way.
    case busy
}
