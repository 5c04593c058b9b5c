/// The rows of an imported file, whatever its format.
struct SourceTable {
    let columns: [String]
    private var csv: CSVReader?
    private var listed: ArraySlice<TableRow> = []

    /// - Throws: `FileUnreadable`; `MappingError` when the file is empty or not of the mapping's format.
    init(_ file: FileReader, _ mapping: PlaceMapping) throws {
        if mapping.format == .csv {
            var csv = CSVReader(delimiter: mapping.delimiter, encoding: mapping.encoding, read: file.read)
            guard let header = try csv.next() else { throw MappingError([], "the file is empty") }
            columns = try header.get().fields
            self.csv = csv
        } else {
            let table = try JSONTable(file.readAll(), mapping.format)
            columns = table.columns
            listed = table.rows[...]
        }
    }

    /// The next row or why it can not be read; nil at the end.
    mutating func next() throws -> Result<TableRow, CSVFault>? {
        csv == nil ? listed.popFirst().map(Result.success) : try csv?.next()
    }
}
