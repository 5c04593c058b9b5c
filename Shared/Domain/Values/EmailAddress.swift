/// One mailbox, `local@domain`, as people type it.
///
/// Narrower than RFC 5322 on purpose: no comment, no quoted part, no address literal. What is refused here could not
/// be told from a mistyped address. The domain is kept in lower case; the local part as given, since it may matter.
package struct EmailAddress: TextValue {
    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        let invalid = InvalidValue(.email)
        guard text.utf8.count <= 254 else { throw invalid }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw invalid }
        let (local, domain) = (parts[0], parts[1].lowercased())
        guard (1...64).contains(local.utf8.count), local.utf8.allSatisfy(Self.isLocal),
            !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..")
        else { throw invalid }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ Self.isLabel($0) }),
            labels[labels.count - 1].utf8.contains(where: { !Self.isDigit($0) })
        else { throw invalid }
        self.text = "\(local)@\(domain)"
    }

    /// The part after the `@`.
    package var domain: Substring {
        text[text.index(after: text.lastIndex(of: "@") ?? text.startIndex)...]
    }

    /// `atext` of RFC 5322 and the dot.
    private static func isLocal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte < 0x80
            || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
