package import Domain
package import FoundationEssentials

/// A mail to one person, in plain text and perhaps HTML, as it is shown to its reader.
///
/// It is checked when made, so that writing it can not fail: no value can end its header line and begin another.
package struct MailMessage: Sendable {
    package struct Mailbox: Sendable, Hashable {
        package let name: String?
        package let address: EmailAddress

        package init(name: String? = nil, address: EmailAddress) {
            self.name = name
            self.address = address
        }
    }

    /// Names the header at fault.
    package struct InvalidHeader: Error, Hashable, Sendable {
        package let name: String
    }

    private let headers: [String]
    private let text: String
    private let html: String?
    private let boundary: String

    /// - Parameters:
    ///   - from: who writes, with any name of one line.
    ///   - to: the one reader.
    ///   - subject: any text of one line.
    ///   - text: the mail in plain text.
    ///   - html: a whole page, or nil for a mail of plain text alone.
    ///   - date: when it is written.
    ///   - messageID: `id@domain`, without angle brackets. The same mail sent again has the same one.
    ///   - extraHeaders: in this order, each on one line that is never folded (a relay that folds differently would
    ///     break the signature over it). Values are printable ASCII; for a name in one, see `HeaderText.phrase`.
    /// - Throws: `InvalidHeader`.
    package init(
        from: Mailbox,
        to: EmailAddress,
        subject: String,
        text: String,
        html: String? = nil,
        date: Date,
        messageID: String,
        extraHeaders: [(name: String, value: String)] = []
    ) throws(InvalidHeader) {
        guard HeaderText.isOneLine(subject) else { throw InvalidHeader(name: "Subject") }
        guard from.name.map(HeaderText.isOneLine) ?? true else { throw InvalidHeader(name: "From") }
        guard Self.isMessageID(messageID) else { throw InvalidHeader(name: "Message-ID") }
        for header in extraHeaders where !Self.isAllowed(header) { throw InvalidHeader(name: header.name) }
        self.headers =
            [
                "Date: \(MailDate.text(date))",
                "From: \(Self.mailbox(from))",
                "To: \(to.text)",
                "Subject: \(HeaderText.unstructured(subject, after: "Subject: "))",
                "Message-ID: <\(messageID)>",
            ] + extraHeaders.map { "\($0.name): \($0.value)" } + ["MIME-Version: 1.0"]
        self.text = text
        self.html = html
        self.boundary = Self.boundary(messageID)
    }

    /// The mail as it travels: CRLF, seven bits, no line over 76 bytes except headers that may not be folded.
    package func rendered() -> [UInt8] {
        var mail = headers.joined(separator: "\r\n") + "\r\n"
        if let html {
            mail += "Content-Type: multipart/alternative; boundary=\"\(boundary)\"\r\n\r\n"
            mail += "--\(boundary)\r\n" + Self.part("plain", text)
            mail += "--\(boundary)\r\n" + Self.part("html", html)
            mail += "--\(boundary)--\r\n"
        } else {
            mail += Self.part("plain", text)
        }
        return Array(mail.utf8)
    }

    private static func part(_ subtype: String, _ text: String) -> String {
        """
        Content-Type: text/\(subtype); charset=utf-8\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        \(QuotedPrintable.encoded(text))\r

        """
    }

    /// `=_` never occurs in quoted-printable text, so no content can look like a boundary. The rest tells one mail's
    /// from another's that quotes it, and is the same each time the mail is written.
    private static func boundary(_ messageID: String) -> String {
        // FNV-1a, 64 bits.
        let hash = messageID.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return "=_\(String(hash, radix: 16))"
    }

    private static func mailbox(_ mailbox: Mailbox) -> String {
        guard let name = mailbox.name, !name.isEmpty else { return mailbox.address.text }
        let phrase = HeaderText.phrase(name, after: "From: ", separator: "\r\n ")
        let line = "\(phrase) <\(mailbox.address.text)>"
        let fits = !line.utf8.contains(UInt8(ascii: "\n")) && "From: \(line)".utf8.count <= HeaderText.longestLine
        return fits ? line : "\(phrase)\r\n <\(mailbox.address.text)>"
    }

    /// `dot-atom@dot-atom`, which every reader of mail agrees about.
    private static func isMessageID(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 900
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy(HeaderText.isAtom)
            }
    }

    private static func isAllowed(_ header: (name: String, value: String)) -> Bool {
        let name = header.name.lowercased()
        let isOurs = ["date", "from", "to", "subject", "message-id", "mime-version"].contains(name)
        return !name.isEmpty && !isOurs && !name.hasPrefix("content-")
            && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            && !header.value.isEmpty && header.value.first != " " && header.value.last != " "
            && header.value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            && header.name.utf8.count + header.value.utf8.count + 2 <= HeaderText.hardLimit
    }
}
