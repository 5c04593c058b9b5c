import Domain

/// What of several forms somebody wants to have (RFC 9110 §12).
enum Negotiation {
    static func acceptsGzip(_ header: String?) -> Bool {
        guard let header else { return false }
        var any = false
        for (name, quality) in preferences(header) {
            switch name {
            case "gzip", "x-gzip": return quality > 0
            case "*": any = quality > 0
            default: break
            }
        }
        return any
    }

    /// French unless English is wanted more.
    static func language(_ header: String?) -> Language {
        guard let header else { return .french }
        var french = 0.0
        var english = 0.0
        for (name, quality) in preferences(header) {
            switch name.prefix(2) {
            case "fr": french = max(french, quality)
            case "en": english = max(english, quality)
            default: break
            }
        }
        return english > french ? .english : .french
    }

    /// Whether a person with a browser is asking, rather than a program.
    static func prefersHTML(_ header: String?) -> Bool {
        guard let header else { return false }
        return preferences(header).contains { $0.name == "text/html" && $0.quality > 0 }
    }

    /// The names of a list, in lower case, each with how much it is wanted.
    private static func preferences(_ header: String) -> [(name: String, quality: Double)] {
        header.split(separator: ",").map { item in
            let parts = item.split(separator: ";").map { $0.trimmingPrefix { $0 == " " } }
            let name = (parts.first ?? "").prefix { $0 != " " }.lowercased()
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return (name, quality ?? 1)
        }
    }
}
