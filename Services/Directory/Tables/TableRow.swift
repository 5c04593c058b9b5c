/// One row of a file, and where it stands: the line on which it begins, or its number where the file has no lines.
/// Counted from 1.
struct TableRow: Equatable, Sendable {
    let line: Int
    let fields: [String]
}
