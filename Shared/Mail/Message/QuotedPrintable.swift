/// Text as quoted-printable (RFC 2045 §6.7): seven bits, lines of at most 76 bytes, still readable in French.
enum QuotedPrintable {
    private static let longestLine = 76

    /// Line feeds, alone or after a carriage return, become CRLF; a carriage return alone is kept, encoded.
    static func encoded(_ text: String) -> String {
        var lines: [[UInt8]] = [[]]
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") {
                if lines[lines.count - 1].last == UInt8(ascii: "\r") { lines[lines.count - 1].removeLast() }
                lines.append([])
            } else {
                lines[lines.count - 1].append(byte)
            }
        }
        return lines.map(encodedLine).joined(separator: "\r\n")
    }

    private static func encodedLine(_ line: [UInt8]) -> String {
        var result = ""
        var length = 0
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            let code = code(byte, isLast: isLast)
            // One column is kept for the soft break, except at the very end.
            if length + code.utf8.count > (isLast ? longestLine : longestLine - 1) {
                result += "=\r\n"
                length = 0
            }
            result += code
            length += code.utf8.count
        }
        return result
    }

    private static func code(_ byte: UInt8, isLast: Bool) -> String {
        switch byte {
        case UInt8(ascii: "="): "=3D"
        case 0x21...0x7E: String(UnicodeScalar(byte))
        // White space at the end of a line is lost on the way.
        case 0x20, 0x9: isLast ? hexadecimal(byte) : String(UnicodeScalar(byte))
        default: hexadecimal(byte)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "=0\(digits)" : "=\(digits)"
    }
}
