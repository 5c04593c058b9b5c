package import Domain

/// Where a link leads: written in the code, with values as percent-encoded parts, or an address of the outside whose
/// type says that it is http or https.
///
///     let page: LinkTarget = "/places/\(place.id)"
///     let next: LinkTarget = "/places?q=\(words)&cursor=\(cursor)"
///     let absolute: LinkTarget = "\(network.publicURL)/events/\(event.id)"
package struct LinkTarget: Sendable, Hashable {
    package let text: String

    package init(_ address: WebAddress) {
        text = address.text
    }

    /// To call: a plus and digits by its type.
    package init(_ phone: PhoneNumber) {
        text = "tel:\(phone.text)"
    }

    /// For what this module has checked or encoded.
    init(verified text: String) {
        self.text = text
    }
}

extension LinkTarget: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        text = value
    }

    package init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 40 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// One segment of the path or one value of the query: all but RFC 3986's unreserved characters is encoded.
        package mutating func appendInterpolation(_ part: String) {
            for byte in part.utf8 {
                if Self.isUnreserved(byte) {
                    text.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    text += byte < 0x10 ? "%0" : "%"
                    text += String(byte, radix: 16, uppercase: true)
                }
            }
        }

        package mutating func appendInterpolation(_ part: some LosslessStringConvertible) {
            appendInterpolation(part.description)
        }

        /// The root of an absolute link; anywhere else it is a part like any other.
        package mutating func appendInterpolation(_ address: WebAddress) {
            if text.isEmpty {
                text = address.text
            } else {
                appendInterpolation(address.text)
            }
        }

        private static func isUnreserved(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                true
            default:
                false
            }
        }
    }
}
