/// How the bytes of a file are to be read. The names are those of IANA's register.
enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    case windows1252 = "windows-1252"
    case latin1 = "iso-8859-1"

    /// Nil where a byte means nothing in this encoding: text is refused rather than guessed.
    func decode(_ bytes: [UInt8]) -> String? {
        switch self {
        case .utf8: return String(validating: bytes, as: UTF8.self)
        case .latin1: return Self.text(of: bytes.map { UInt32($0) })
        case .windows1252:
            let scalars = bytes.map { (0x80...0x9F).contains($0) ? Self.upper[Int($0) - 0x80] : UInt32($0) }
            // Zero stands for the five bytes that are not assigned.
            return zip(bytes, scalars).contains { $0 != 0 && $1 == 0 } ? nil : Self.text(of: scalars)
        }
    }

    private static func text(of scalars: [UInt32]) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars.compactMap(Unicode.Scalar.init))
        return String(text)
    }

    /// The bytes 80 to 9F of windows-1252 (WHATWG Encoding without its five control characters).
    private static let upper: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]
}
