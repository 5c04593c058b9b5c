package import Postgres

/// What people type in a search box, as a query of PostgreSQL's text search: every word must be there, whatever its
/// accents and case, and the last may be unfinished.
package enum SearchText {
    /// An expression of type `tsquery`, for a column made by `to_tsvector('simple', immutable_unaccent(…))`.
    package static func query(_ text: String) -> SQL {
        // By scalar: a character that begins with a letter may carry a quote along.
        let words = text.unicodeScalars.split { !isPartOfWord($0) }.prefix(12).map { "'\(String($0))':*" }
        return "to_tsquery('simple', immutable_unaccent(\(words.joined(separator: " & "))))"
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }
}
