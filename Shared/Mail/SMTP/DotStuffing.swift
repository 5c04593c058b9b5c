/// How a mail travels after DATA (RFC 5321 §4.5.2).
enum DotStuffing {
    /// The line that ends the mail.
    static let finalDot = ".\r\n"

    /// The lines of a mail, each ended by CRLF, a leading dot doubled; without the final dot.
    ///
    /// A bare CR or LF becomes CRLF as well. Servers that take one for the end of a line could be made to see the end
    /// of the mail, and commands after it, in what somebody wrote.
    static func stuffed(_ message: [UInt8]) -> [UInt8] {
        let (cr, lf, dot) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: "."))
        var result: [UInt8] = []
        result.reserveCapacity(message.count + 64)
        var startsLine = true
        var previous: UInt8 = 0
        for byte in message {
            defer { previous = byte }
            if byte == lf && previous == cr { continue }
            if byte == cr || byte == lf {
                result += [cr, lf]
                startsLine = true
            } else {
                if startsLine && byte == dot { result.append(dot) }
                result.append(byte)
                startsLine = false
            }
        }
        if !startsLine { result += [cr, lf] }
        return result
    }
}
