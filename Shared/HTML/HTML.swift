/// A piece of a page. Every value interpolated into it is escaped, unless it is itself `HTML`; a page is a function
/// that returns one.
///
///     let card: HTML = "<h2><a href=\"\(link)\">\(event.title)</a></h2>\(event.description.map(MarkdownText.html))"
///
/// Only a literal becomes markup: a `String` variable does not convert. Escaping goes byte by byte, so that a quote
/// followed by a combining mark is still a quote. Escaped text is safe as text and inside a quoted attribute, and
/// nowhere else: not in `<script>` or `<style>`, not in a comment, not in an attribute without quotes. Attributes that
/// hold an address take a `LinkTarget`, because escaping does not make `javascript:` harmless.
///
/// A conditional of two literals would be text, since a literal is a `String` by default: write
/// `\(if: condition, "<b>…</b>")`.
package struct HTML: Sendable, Equatable {
    /// UTF-8.
    package private(set) var bytes: [UInt8]

    /// The markup as text, for tests and for what is embedded in other formats.
    package var text: String {
        String(decoding: bytes, as: UTF8.self)
    }

    package static let empty: HTML = ""

    package static func += (left: inout HTML, right: HTML) {
        left.bytes.append(contentsOf: right.bytes)
    }
}

extension HTML: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        bytes = Array(value.utf8)
    }

    package init(stringInterpolation: StringInterpolation) {
        bytes = stringInterpolation.bytes
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            bytes.append(contentsOf: literal.utf8)
        }

        package mutating func appendInterpolation(_ text: String) {
            assert(!isAtAddress, "an address in an attribute is a LinkTarget, not text")
            assert(!isAtBareValue, "an attribute's value stands between quotes")
            Escaping.append(text, to: &bytes)
        }

        /// Identifiers, numbers and substrings, by the text that stands for them. Collections are left out on purpose.
        package mutating func appendInterpolation(_ value: some LosslessStringConvertible) {
            appendInterpolation(value.description)
        }

        package mutating func appendInterpolation(_ html: HTML) {
            bytes.append(contentsOf: html.bytes)
        }

        package mutating func appendInterpolation(_ html: HTML?) {
            if let html { appendInterpolation(html) }
        }

        package mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { appendInterpolation(part) }
        }

        package mutating func appendInterpolation(if condition: Bool, _ html: @autoclosure () -> HTML) {
            if condition { appendInterpolation(html()) }
        }

        package mutating func appendInterpolation(_ target: LinkTarget) {
            Escaping.append(target.text, to: &bytes)
        }

        /// Whether the next value would begin an attribute that a browser follows or loads.
        private var isAtAddress: Bool {
            ["href", "src", "action", "formaction", "srcset", "poster", "data"].contains { name in
                bytes.ends(with: " \(name)=\"".utf8) || bytes.ends(with: " \(name)='".utf8)
            }
        }

        /// Whether the next value would be an attribute's, without quotes: after `=`, inside a tag.
        private var isAtBareValue: Bool {
            guard bytes.last == UInt8(ascii: "="), let opening = bytes.lastIndex(of: UInt8(ascii: "<")) else {
                return false
            }
            // Inside a quoted value, such as `content="width=`, the quotes after the tag's opening are odd in number.
            let tag = bytes[opening...]
            return !tag.contains(UInt8(ascii: ">")) && tag.count { $0 == UInt8(ascii: "\"") }.isMultiple(of: 2)
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with suffix: String.UTF8View) -> Bool {
        count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
    }
}
