/// Something to tell about one row of an imported file. It never holds what stood in the row.
struct RowRemark: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where the row begins, counted from 1.
    let line: Int
    /// Stable, in kebab-case.
    let code: String
    let field: String?
    let words: String

    var description: String {
        "line \(line): \(field.map { "\($0) " } ?? "")\(words) [\(code)]"
    }

    init(line: Int, code: String, field: PlaceMapping.Field? = nil, words: String) {
        self.line = line
        self.code = code
        self.field = field?.rawValue
        self.words = words
    }

    init(_ fault: CSVFault) {
        let (code, words) =
            switch fault.reason {
            case .quoteNotClosed: ("quote-not-closed", "opens a quote that is not closed")
            case .textAfterQuote: ("text-after-quote", "has text behind a closing quote")
            case .tooLong: ("row-too-long", "is longer than a row can be")
            case .columnCount(let found, let expected):
                ("column-count", "has \(found) columns where the first line has \(expected)")
            case .encoding(let column): ("encoding-not-valid", "column \(column) is not in the encoding of the mapping")
            }
        self.init(line: fault.line, code: code, words: words)
    }
}
