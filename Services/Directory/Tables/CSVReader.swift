/// Why one row can not be read. The rows after it can.
struct CSVFault: Error, Equatable, Sendable {
    enum Reason: Equatable, Sendable {
        case quoteNotClosed
        case textAfterQuote
        case tooLong
        case columnCount(found: Int, expected: Int)
        case encoding(column: Int)
    }

    let line: Int
    let reason: Reason
}

/// Reads rows as RFC 4180 writes them: fields may stand in quotes and then hold delimiters, line breaks and doubled
/// quotes; lines end with CRLF or LF. The first row says how many fields each row has.
///
/// Works on bytes and keeps one row and one piece of the file in memory. All delimiters are ASCII, so they can be found
/// before the text is decoded, and a byte that is wrong in its encoding costs its own row only.
struct CSVReader {
    /// A row longer than this is a quote that was never closed.
    static let maximumRowBytes = 256 * 1024

    private let delimiter: UInt8
    private let encoding: TextEncoding
    private let read: () throws -> [UInt8]
    private var buffer: [UInt8] = []
    /// Where in the buffer the next row begins, and its line.
    private var position = 0
    private var line = 1
    private var isAtEnd = false
    private var columns: Int?

    /// Reads what `read` gives: at each call the next piece of the file, and nothing at its end.
    init(delimiter: UInt8 = UInt8(ascii: ","), encoding: TextEncoding = .utf8, read: @escaping () throws -> [UInt8]) {
        self.delimiter = delimiter
        self.encoding = encoding
        self.read = read
    }

    /// The next row or its fault; nil at the end of the file. Empty lines are passed over.
    /// - Throws: what `read` throws.
    mutating func next() throws -> Result<TableRow, CSVFault>? {
        if position > Self.maximumRowBytes {
            buffer.removeFirst(position)
            position = 0
        }
        if line == 1, position == 0 { try skipByteOrderMark() }
        while let length = try lineEnd(at: position) {
            position += length
            line += 1
        }
        guard try byte(at: position) != nil else { return nil }
        let start = (position: position, line: line)
        do {
            let fields = try fields()
            return .success(try row(fields, line: start.line))
        } catch let fault as CSVFault {
            // A quote opened by mistake has swallowed the rows that follow: they are read again, from the next line.
            switch fault.reason {
            case .quoteNotClosed, .textAfterQuote, .tooLong: try moveBehindLine(start)
            case .columnCount, .encoding: break
            }
            return .failure(fault)
        }
    }

    private mutating func row(_ fields: [[UInt8]], line: Int) throws -> TableRow {
        let columns = self.columns ?? fields.count
        self.columns = columns
        guard fields.count == columns else {
            throw CSVFault(line: line, reason: .columnCount(found: fields.count, expected: columns))
        }
        let texts = try fields.enumerated().map { index, bytes in
            guard let text = encoding.decode(bytes) else {
                throw CSVFault(line: line, reason: .encoding(column: index + 1))
            }
            return text
        }
        return TableRow(line: line, fields: texts)
    }

    /// The fields of the row at `position`, which moves behind it.
    private mutating func fields() throws -> [[UInt8]] {
        var fields: [[UInt8]] = []
        var index = position
        let firstLine = line
        while true {
            fields.append(try field(at: &index, of: firstLine))
            if try byte(at: index) == delimiter {
                index += 1
            } else if let length = try lineEnd(at: index) {
                position = index + length
                line += 1
                return fields
            } else if try byte(at: index) == nil {
                position = index
                return fields
            } else {
                throw CSVFault(line: firstLine, reason: .textAfterQuote)
            }
        }
    }

    private mutating func field(at index: inout Int, of firstLine: Int) throws -> [UInt8] {
        var field: [UInt8] = []
        let isQuoted = try byte(at: index) == Self.quote
        if isQuoted { index += 1 }
        while let byte = try byte(at: index) {
            guard index - position < Self.maximumRowBytes else {
                throw CSVFault(line: firstLine, reason: isQuoted ? .quoteNotClosed : .tooLong)
            }
            if isQuoted {
                if byte == Self.quote {
                    index += 1
                    // A doubled quote is one that belongs to the text.
                    guard try self.byte(at: index) == Self.quote else { return field }
                } else if byte == Self.lineFeed {
                    line += 1
                }
            } else if byte == delimiter {
                return field
            } else if try lineEnd(at: index) != nil {
                return field
            }
            field.append(byte)
            index += 1
        }
        guard !isQuoted else { throw CSVFault(line: firstLine, reason: .quoteNotClosed) }
        return field
    }

    private mutating func moveBehindLine(_ start: (position: Int, line: Int)) throws {
        (position, line) = start
        while let byte = try byte(at: position) {
            position += 1
            guard byte != Self.lineFeed else {
                line += 1
                return
            }
        }
    }

    private mutating func skipByteOrderMark() throws {
        for (index, expected) in Self.byteOrderMark.enumerated() {
            guard try byte(at: index) == expected else { return }
        }
        position = Self.byteOrderMark.count
    }

    /// How long the line end at an index is; nil where there is none.
    private mutating func lineEnd(at index: Int) throws -> Int? {
        switch try byte(at: index) {
        case Self.lineFeed: return 1
        case Self.carriageReturn: return try byte(at: index + 1) == Self.lineFeed ? 2 : nil
        default: return nil
        }
    }

    /// The byte at an index of the buffer, read from the file when it must be; nil at the end of the file.
    private mutating func byte(at index: Int) throws -> UInt8? {
        while index >= buffer.count {
            guard !isAtEnd else { return nil }
            let piece = try read()
            isAtEnd = piece.isEmpty
            buffer += piece
        }
        return buffer[index]
    }

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
