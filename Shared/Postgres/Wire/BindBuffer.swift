import Glibc

/// The parameters of one statement as C strings, all in one piece of memory.
struct BindBuffer {
    private var bytes: [CChar] = []
    /// Where each parameter starts; nil is NULL.
    private var starts: [Int?] = []

    /// - Throws: `PostgresError` for a text with a zero byte, which the server cannot store and C would cut short.
    init(_ statement: RenderedStatement) throws {
        starts.reserveCapacity(statement.binds.count)
        for bind in statement.binds {
            guard var text = bind else {
                starts.append(nil)
                continue
            }
            let start = bytes.count
            let isClean = text.withUTF8 { text in
                text.withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) }
                guard let start = text.baseAddress else { return true }
                return memchr(start, 0, text.count) == nil
            }
            guard isClean else {
                throw PostgresError(
                    reason: "a text holds a zero byte", label: SQL.label(of: statement.text), sqlState: "22021")
            }
            bytes.append(0)
            starts.append(start)
        }
    }

    /// The pointers are good until `body` returns.
    func withPointers<Value>(_ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Value) -> Value {
        bytes.withUnsafeBufferPointer { bytes in
            starts.map { start in start.flatMap { bytes.baseAddress?.advanced(by: $0) } }
                .withUnsafeBufferPointer(body)
        }
    }
}
