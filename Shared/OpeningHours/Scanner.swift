/// Reads a text byte by byte, and never past its end.
struct Scanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    /// Dashes and spaces of typographers count as the plain ones, except in a comment.
    init(_ text: String) {
        var isQuoted = false
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\"" { isQuoted.toggle() }
            switch scalar {
            case _ where isQuoted: plain.append(scalar)
            case "\u{2010}"..."\u{2015}": plain.append("-")
            case "\u{A0}", "\u{202F}", "\t", "\n", "\r": plain.append(" ")
            default: plain.append(scalar)
            }
        }
        bytes = Array(String(plain).utf8)
    }

    var isAtEnd: Bool { position >= bytes.count }

    func peek(_ distance: Int = 0) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    /// How many digits come next.
    var digits: Int {
        var count = 0
        while let byte = peek(count), Self.isDigit(byte) { count += 1 }
        return count
    }

    mutating func skipSpaces() {
        while peek() == UInt8(ascii: " ") { position += 1 }
    }

    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
        position += count
        return true
    }

    /// Takes a word of the list, in whatever case, as long as it ends there.
    mutating func take(oneOf words: [String]) -> Int? {
        words.firstIndex { take(word: $0) }
    }

    mutating func take(word: String) -> Bool {
        let count = word.utf8.count
        guard position + count <= bytes.count else { return false }
        let isThere = zip(bytes[position...], word.utf8).allSatisfy { Self.lowercased($0) == Self.lowercased($1) }
        guard isThere, !(peek(count).map(Self.isLetter) ?? false) else { return false }
        position += count
        return true
    }

    /// A number of so many digits, and no more.
    mutating func takeNumber(digits allowed: ClosedRange<Int>) -> Int? {
        let count = digits
        guard allowed.contains(count) else { return nil }
        let number = bytes[position..<position + count].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        position += count
        return number
    }

    /// What stands between quotes.
    mutating func takeQuoted() -> String? {
        guard peek() == UInt8(ascii: "\""), let end = bytes[(position + 1)...].firstIndex(of: UInt8(ascii: "\"")) else {
            return nil
        }
        let content = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
        position = end + 1
        return content
    }

    /// Tries to read something, and goes back when it is not there.
    mutating func attempt<Value>(_ read: (inout Scanner) -> Value?) -> Value? {
        let start = position
        if let value = read(&self) { return value }
        position = start
        return nil
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lowercased(byte)) || byte >= 0x80
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
