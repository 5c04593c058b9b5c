import Testing

@testable import Directory

@Suite struct CSVReaderTests {
    /// What a reader gives for a text that it gets in pieces of so many bytes.
    private func rows(
        _ bytes: [UInt8], delimiter: Character = ",", encoding: TextEncoding = .utf8, piece: Int = 3
    ) throws -> [Result<TableRow, CSVFault>] {
        var rest = bytes[...]
        var reader = CSVReader(delimiter: delimiter.asciiValue ?? 0, encoding: encoding) {
            defer { rest = rest.dropFirst(piece) }
            return Array(rest.prefix(piece))
        }
        var rows: [Result<TableRow, CSVFault>] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    private func rows(_ text: String, delimiter: Character = ",") throws -> [Result<TableRow, CSVFault>] {
        try rows(Array(text.utf8), delimiter: delimiter)
    }

    private static func row(_ line: Int, _ fields: String...) -> Result<TableRow, CSVFault> {
        .success(TableRow(line: line, fields: fields))
    }

    private static func fault(_ line: Int, _ reason: CSVFault.Reason) -> Result<TableRow, CSVFault> {
        .failure(CSVFault(line: line, reason: reason))
    }

    @Test(arguments: [
        ("", []),
        ("\n\r\n", []),
        ("a,b", [row(1, "a", "b")]),
        ("a,b\n", [row(1, "a", "b")]),
        ("a,b\r\n1,2\r\n", [row(1, "a", "b"), row(2, "1", "2")]),
        ("\u{FEFF}a,b\n1,2", [row(1, "a", "b"), row(2, "1", "2")]),
        ("a,b\n,\n", [row(1, "a", "b"), row(2, "", "")]),
        ("a\n\n\nb", [row(1, "a"), row(4, "b")]),
        ("a\n\"\"\n", [row(1, "a"), row(2, "")]),
        (#""a,b","c ""d"" e""#, [row(1, "a,b", #"c "d" e"#)]),
        ("\"a\nb\r\nc\",d\ne,f", [row(1, "a\nb\r\nc", "d"), row(4, "e", "f")]),
        ("a b , c", [row(1, "a b ", " c")]),
        (#"5" floppy,x"#, [row(1, #"5" floppy"#, "x")]),
        ("a\rb,c", [row(1, "a\rb", "c")]),
        ("é,😀\n", [row(1, "é", "😀")]),
    ])
    func `rows are read as RFC 4180 writes them, with the line on which they begin`(
        text: String, expected: [Result<TableRow, CSVFault>]
    ) throws {
        #expect(try rows(text) == expected)
    }

    @Test(arguments: [";", "\t", "|"] as [Character])
    func `another delimiter leaves the comma to the text`(delimiter: Character) throws {
        #expect(try rows("a,b\(delimiter)c", delimiter: delimiter) == [Self.row(1, "a,b", "c")])
    }

    @Test(arguments: [
        ("a,b\n1\n2,3", [row(1, "a", "b"), fault(2, .columnCount(found: 1, expected: 2)), row(3, "2", "3")]),
        ("a,b\n1,2,3\n4,5", [row(1, "a", "b"), fault(2, .columnCount(found: 3, expected: 2)), row(3, "4", "5")]),
        ("a,b\n\"1\"x,2\n3,4", [row(1, "a", "b"), fault(2, .textAfterQuote), row(3, "3", "4")]),
        ("a,b\n1,\"2\n3,4\n", [row(1, "a", "b"), fault(2, .quoteNotClosed), row(3, "3", "4")]),
        (
            "a,b\n1,\"2\n3,\"4\"\n5,6",
            [row(1, "a", "b"), fault(2, .textAfterQuote), row(3, "3", "4"), row(4, "5", "6")]
        ),
    ])
    func `a row that can not be read costs no other row`(
        text: String, expected: [Result<TableRow, CSVFault>]
    ) throws {
        #expect(try rows(text) == expected)
    }

    @Test func `a byte that is not UTF-8 is the fault of its row and names its column`() throws {
        let bytes = Array("a,b\nx,caf".utf8) + [0xE9, 0x0A] + Array("y,z".utf8)
        #expect(try rows(bytes) == [Self.row(1, "a", "b"), Self.fault(2, .encoding(column: 2)), Self.row(3, "y", "z")])
    }

    @Test func `windows-1252 is read with its euro and quotes, and its unassigned bytes are refused`() throws {
        let bytes: [UInt8] = [0x80, 0x2C, 0x92, 0xE9, 0x9C, 0x0A, 0x81, 0x2C, 0x61]
        #expect(
            try rows(bytes, encoding: .windows1252) == [Self.row(1, "€", "’éœ"), Self.fault(2, .encoding(column: 1))])
    }

    @Test func `in ISO 8859-1 every byte is a character`() throws {
        #expect(try rows([0xE9, 0x2C, 0xFF], encoding: .latin1) == [Self.row(1, "é", "ÿ")])
    }

    @Test func `a quote never closed does not keep the file in memory`() throws {
        let text = "a\n\"" + String(repeating: "x", count: CSVReader.maximumRowBytes) + "\n\"b\"\n"
        let read = try rows(Array(text.utf8), piece: 65_536)
        #expect(read == [Self.row(1, "a"), Self.fault(2, .quoteNotClosed), Self.row(3, "b")])
    }
}
