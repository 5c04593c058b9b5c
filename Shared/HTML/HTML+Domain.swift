package import Domain

extension HTML.StringInterpolation {
    package mutating func appendInterpolation(_ value: some TextValue) {
        appendInterpolation(value.text)
    }

    /// A link to elsewhere: a `WebAddress` is http or https by its type.
    package mutating func appendInterpolation(_ address: WebAddress) {
        appendInterpolation(LinkTarget(address))
    }
}
