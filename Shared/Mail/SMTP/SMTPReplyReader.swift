/// Puts replies together from bytes, in whatever slices they arrive.
///
/// It holds no more than one line and one unfinished reply, both bounded: a server that never ends its line is an error.
struct SMTPReplyReader: Sendable {
    /// In bytes. RFC 5321 allows 512; servers are known to write more.
    static let longestLine = 2_000
    static let mostLines = 100

    enum Malformed: Error { case line }

    private var line: [UInt8] = []
    private var code: Int?
    private var texts: [String] = []

    /// True between two replies.
    var isEmpty: Bool { line.isEmpty && code == nil }

    /// Takes one more byte; returns the reply that it completes, if any.
    ///
    /// - Throws: `Malformed` when this can not be SMTP; the connection is of no more use.
    mutating func take(_ byte: UInt8) throws(Malformed) -> SMTPReply? {
        guard byte == UInt8(ascii: "\n") else {
            guard line.count < Self.longestLine else { throw .line }
            line.append(byte)
            return nil
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        return try endLine()
    }

    private mutating func endLine() throws(Malformed) -> SMTPReply? {
        guard let code = Self.code(line), self.code == nil || self.code == code, texts.count < Self.mostLines else {
            throw .line
        }
        texts.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        switch line.count > 3 ? line[3] : UInt8(ascii: " ") {
        case UInt8(ascii: "-"):
            self.code = code
            return nil
        case UInt8(ascii: " "):
            defer { (self.code, texts) = (nil, []) }
            return SMTPReply(code: code, lines: texts)
        default:
            throw .line
        }
    }

    private static func code(_ line: [UInt8]) -> Int? {
        guard line.count >= 3, (UInt8(ascii: "2")...UInt8(ascii: "5")).contains(line[0]) else { return nil }
        var code = 0
        for byte in line[..<3] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            code = code * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return code
    }
}
