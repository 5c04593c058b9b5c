/// A statement as it is sent: its text with numbered places, and what stands in them.
struct RenderedStatement: Sendable {
    /// The protocol counts parameters in 16 bits.
    static let maximumBinds = 65_535

    let text: String
    /// In PostgreSQL's text form; nil is NULL.
    let binds: [String?]
}

extension SQL {
    /// What stands for this statement in errors and logs: the beginning of its text, never a value.
    package var label: String {
        Self.label(of: render().text)
    }

    /// The first 60 characters, on one line.
    static func label(of text: String) -> String {
        String(text.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(60))
    }

    /// - Throws: `PostgresError` when a value can not be written, or there are too many.
    func rendered() throws -> RenderedStatement {
        let statement = render()
        for case .unwritable(let type) in parts {
            throw PostgresError(reason: "a value of type \(type) has no JSON", label: Self.label(of: statement.text))
        }
        guard statement.binds.count <= RenderedStatement.maximumBinds else {
            throw PostgresError(reason: "too many parameters", label: Self.label(of: statement.text))
        }
        return statement
    }

    private func render() -> RenderedStatement {
        var text: [UInt8] = []
        var binds: [String?] = []
        text.reserveCapacity(512)
        for part in parts {
            switch part {
            case .literal(let literal):
                literal.withUTF8Buffer { text.append(contentsOf: $0) }
            case .identifier(let name):
                text.append(UInt8(ascii: "\""))
                name.withUTF8Buffer { name in
                    for byte in name {
                        if byte == UInt8(ascii: "\"") { text.append(byte) }
                        text.append(byte)
                    }
                }
                text.append(UInt8(ascii: "\""))
            case .bind(let bind):
                binds.append(bind)
                text.append(UInt8(ascii: "$"))
                text.append(contentsOf: String(binds.count).utf8)
            case .unwritable:
                break
            }
        }
        return RenderedStatement(text: String(decoding: text, as: UTF8.self), binds: binds)
    }
}
