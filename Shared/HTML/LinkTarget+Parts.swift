extension LinkTarget {
    /// A page of this site by its parts, all of them encoded: nothing in them makes it lead elsewhere.
    package init(path: [String], query: [(name: String, value: String)] = []) {
        var parts = StringInterpolation(literalCapacity: 1, interpolationCount: path.count + 2 * query.count)
        if path.isEmpty { parts.appendLiteral("/") }
        for part in path {
            parts.appendLiteral("/")
            parts.appendInterpolation(part)
        }
        for (index, (name, value)) in query.enumerated() {
            parts.appendLiteral(index == 0 ? "?" : "&")
            parts.appendInterpolation(name)
            parts.appendLiteral("=")
            parts.appendInterpolation(value)
        }
        self.init(stringInterpolation: parts)
    }
}
