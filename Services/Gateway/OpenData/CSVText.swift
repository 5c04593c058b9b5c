/// A table as RFC 4180 writes it: commas, CRLF, and quotes where a value needs them. Values are written as they are, for
/// programs; what a spreadsheet takes for a formula is still the same text.
struct CSVText {
    static let mediaType = "text/csv; charset=utf-8; header=present"

    private(set) var bytes: [UInt8] = []

    init(header: [String]) {
        append(header)
    }

    mutating func append(_ values: [String?]) {
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value ?? "")
        }
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    private mutating func append(_ value: String) {
        let needsQuotes = value.utf8.contains { byte in
            [UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(byte)
        }
        guard needsQuotes else { return bytes += value.utf8 }
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
