import FoundationEssentials
import HTTPTypes

/// Conditional requests (RFC 9110 §13).
enum Conditions {
    /// Whether the asker already has this representation, so that 304 is enough. `If-None-Match` outweighs the date.
    static func isUnchanged(_ headers: HTTPFields, tag: String, lastModified: Date?) -> Bool {
        if let tags = headers[.ifNoneMatch] { return names(tags, tag) }
        guard let lastModified, let text = headers[.ifModifiedSince], let date = HTTPDate.read(text) else {
            return false
        }
        return lastModified <= date
    }

    /// Whether a list of tags, or `*`, names this one by the weak comparison.
    static func names(_ list: String, _ tag: String) -> Bool {
        let trimmed = list.trimmingPrefix { $0 == " " }
        if trimmed == "*" { return true }
        return tags(of: list).contains(tag)
    }

    /// The version that a change expects: `"7"` and `"7-abc"` are version 7 as they stand in `ETag`, `*` any version.
    ///
    /// - Returns: nil for any version.
    /// - Throws: `if-match-not-valid` for what no `ETag` of ours looks like.
    static func expectedVersion(_ ifMatch: String) throws(MalformedCondition) -> Int? {
        if ifMatch.trimmingPrefix(while: { $0 == " " }) == "*" { return nil }
        guard let tag = tags(of: ifMatch).first,
            let version = Int(tag.dropFirst().prefix { $0.isASCII && $0.isWholeNumber }), version > 0
        else { throw MalformedCondition() }
        return version
    }

    struct MalformedCondition: Error {}

    /// The quoted tags of a list, without the marks of weak ones. Commas may stand inside quotes.
    private static func tags(of list: String) -> [String] {
        let parts = list.split(separator: "\"", omittingEmptySubsequences: false)
        return stride(from: 1, to: parts.count - 1, by: 2).map { "\"\(parts[$0])\"" }
    }
}
