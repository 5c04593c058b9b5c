/// What came of an import, or of its beginning.
struct ImportReport: Sendable {
    /// Rows read, without the header.
    var read = 0
    /// Rows that became new places.
    var imported = 0
    /// Rows that said something new of a place.
    var changed = 0
    var unchanged = 0
    /// Rows that could not become places, and why, in the order of the file.
    var rejected: [RowRemark] = []
    /// What was left out of rows that did.
    var remarks: [RowRemark] = []

    /// 0 when every row was imported, 2 when some were rejected.
    var exitCode: Int32 {
        rejected.isEmpty ? 0 : 2
    }
}
