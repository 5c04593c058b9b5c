package import FoundationEssentials

/// An absolute `http` or `https` address without user information, safe to print as a link.
package struct WebAddress: TextValue {
    package static let maximumLength = 2_000

    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        let invalid = InvalidValue(.webAddress)
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw invalid
        }
        try TextRules.check(text, maximumLength: Self.maximumLength)
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(),
            scheme == "https" || scheme == "http",
            let host = url.host(percentEncoded: true), !host.isEmpty,
            url.user(percentEncoded: true) == nil, url.password(percentEncoded: true) == nil
        else { throw invalid }
        self.text = text
    }

    /// The address as a URL; it was one when the value was made.
    package var url: URL? {
        URL(string: text)
    }
}
