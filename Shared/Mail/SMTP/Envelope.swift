package import Domain

/// Who a mail comes from and goes to, for the servers on its way; what its reader sees is in the message.
package struct Envelope: Hashable, Sendable {
    /// Where bounces go; nil is the empty return path, for mails that must not bounce.
    package let sender: EmailAddress?
    package let recipient: EmailAddress

    package init(sender: EmailAddress?, recipient: EmailAddress) {
        self.sender = sender
        self.recipient = recipient
    }
}

/// What the server decided about one mail.
package enum SendResult: Hashable, Sendable {
    /// The mail is the server's now.
    case accepted(SMTPReply)
    /// This mail will never be taken (5xx).
    case refused(SMTPReply)
    /// Not now (4xx): try again later.
    case deferred(SMTPReply)

    init(failure reply: SMTPReply) {
        self = reply.isTransientFailure ? .deferred(reply) : .refused(reply)
    }
}
