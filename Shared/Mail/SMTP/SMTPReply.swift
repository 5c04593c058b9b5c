/// What a mail server answers to one command (RFC 5321 §4.2): a code and the text meant for people.
package struct SMTPReply: Hashable, Sendable {
    /// Three digits, 200 to 599.
    package let code: Int
    /// The words of each line, in order, without codes. Control characters are replaced by spaces, so that a server's
    /// words may be stored and shown.
    package let lines: [String]
    /// The finer reason (RFC 3463), when the server gives one.
    package let enhancedStatus: EnhancedStatus?

    package init(code: Int, lines: [String]) {
        self.code = code
        self.lines = lines.map { line in
            let visible = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
            return String(String.UnicodeScalarView(visible))
        }
        self.enhancedStatus = lines.first.flatMap { EnhancedStatus(startOf: $0, code: code) }
    }

    /// All lines as one.
    package var text: String { lines.joined(separator: " ") }

    var isPositive: Bool { (200...299).contains(code) }
    var isTransientFailure: Bool { (400...499).contains(code) }
    var isFailure: Bool { code >= 400 }
    /// The server is about to close the connection, whatever was asked (RFC 5321 §3.8).
    var endsSession: Bool { code == 421 }
}

/// `class.subject.detail` of RFC 3463: 5.1.1 is an unknown mailbox, 4.2.2 a full one, 5.7.1 a refusal of the sender.
package struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
    package let `class`: Int
    package let subject: Int
    package let detail: Int

    package var description: String { "\(self.class).\(subject).\(detail)" }

    /// Reads the status that begins a reply's text (RFC 2034 §4); its class has to agree with the code.
    init?(startOf line: String, code: Int) {
        let word = line.prefix { $0 != " " }
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        guard numbers.count == 3, let kind = numbers[0], kind == code / 100,
            let subject = numbers[1], subject <= 999, let detail = numbers[2], detail <= 999
        else { return nil }
        self.class = kind
        self.subject = subject
        self.detail = detail
    }
}
