/// What a server offers beyond plain SMTP, read from its answer to EHLO.
struct SMTPExtensions: Hashable, Sendable {
    var pipelining = false
    var startTLS = false
    /// The server takes the size of a mail with MAIL, and can refuse it before it is sent (RFC 1870).
    var size = false
    var authentication: Set<String> = []

    init() {}

    init(helloReply reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            // `AUTH=LOGIN` is how servers older than RFC 2554 wrote it, and some relays still do.
            let words = line.uppercased().split { $0 == " " || $0 == "=" }.map(String.init)
            switch words.first {
            case "PIPELINING": pipelining = true
            case "STARTTLS": startTLS = true
            case "SIZE": size = true
            case "AUTH": authentication.formUnion(words.dropFirst())
            default: break
            }
        }
    }
}
