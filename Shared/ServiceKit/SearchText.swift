package import Postgres

/// What people type in a search box, as a query of PostgreSQL's text search: every word must be there, whatever its
/// accents and case, and the last may be unfinished.
package enum SearchText {
    /// An expression of type `tsquery`, for a column made by `to_tsvector('simple', immutable_unaccent(…))`.
    package static func query(_ text: String) -> SQL {
        let words = text.split { !$0.isLetter && !$0.isNumber }.prefix(12).map { "'\($0)':*" }
        return "to_tsquery('simple', immutable_unaccent(\(words.joined(separator: " & "))))"
    }
}
