/// Arrays of one dimension as PostgreSQL's text: `{"a","b c",NULL}`.
enum ArrayText {
    static func encode(_ elements: [String?]) -> String {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            guard let element else {
                text.append(contentsOf: "NULL".utf8)
                continue
            }
            text.append(UInt8(ascii: "\""))
            for byte in element.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    /// The elements; nil for NULL. Nil as a whole for another form, such as an array of two dimensions.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [[UInt8]?]? {
        guard text.first == UInt8(ascii: "{"), text.last == UInt8(ascii: "}") else { return nil }
        let end = text.count - 1
        var elements: [[UInt8]?] = []
        var position = 1
        while position < end {
            var element: [UInt8] = []
            let isQuoted = text[position] == UInt8(ascii: "\"")
            if isQuoted { position += 1 }
            while position < end, text[position] != (isQuoted ? UInt8(ascii: "\"") : UInt8(ascii: ",")) {
                if text[position] == UInt8(ascii: "\\") { position += 1 }
                if !isQuoted, text[position] == UInt8(ascii: "{") { return nil }
                element.append(text[position])
                position += 1
            }
            if isQuoted {
                guard position < end else { return nil }
                position += 1
            }
            elements.append(!isQuoted && element == Array("NULL".utf8) ? nil : element)
            guard position == end || text[position] == UInt8(ascii: ",") else { return nil }
            position += 1
        }
        return elements
    }
}
