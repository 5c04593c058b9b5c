import CLibpq
import Synchronization

/// The server's answer to one statement: its rows, or its error.
///
/// `@unchecked`: libpq has handed the result over and never changes it again; all uses here only read, which libpq
/// allows from any thread; it is freed once, when nobody refers to it any more.
package final class StatementResult: @unchecked Sendable {
    private let handle: OpaquePointer
    let statement: String
    /// Columns by the names that a `Decodable` may call them: `event_id` and `eventId`.
    private let columns = Mutex<[String: Int32]?>(nil)

    /// Takes over `handle`.
    init(_ handle: OpaquePointer, statement: String) {
        self.handle = handle
        self.statement = statement
    }

    deinit {
        PQclear(handle)
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    var isError: Bool {
        status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE
    }

    var label: String { SQL.label(of: statement) }

    /// The server's word for what it did, such as `COMMIT`.
    var commandTag: String { String(cString: PQcmdStatus(handle)) }

    /// How many rows the statement changed, or returned.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    package var rowCount: Int { Int(PQntuples(handle)) }

    var columnCount: Int32 { PQnfields(handle) }

    /// A field of the error, read by one of the shim's functions.
    func field(_ read: (OpaquePointer) -> UnsafePointer<CChar>?) -> String? {
        read(handle).map { String(cString: $0) }
    }

    func name(ofColumn column: Int32) -> String {
        PQfname(handle, column).map { String(cString: $0) } ?? ""
    }

    func type(ofColumn column: Int32) -> UInt32 {
        PQftype(handle, column)
    }

    /// The text of a cell, valid as long as the result; nil is NULL.
    func text(row: Int32, column: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard PQgetisnull(handle, row, column) == 0, let text = PQgetvalue(handle, row, column) else { return nil }
        let length = Int(PQgetlength(handle, row, column))
        return UnsafeBufferPointer(start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: length)
    }

    func columnsByName() -> [String: Int32] {
        columns.withLock { columns in
            if let columns { return columns }
            var names: [String: Int32] = [:]
            for column in 0..<columnCount {
                let name = name(ofColumn: column)
                names[name] = column
                names[Self.camelCased(name)] = column
            }
            columns = names
            return names
        }
    }

    private static func camelCased(_ name: String) -> String {
        var result = ""
        var startsWord = false
        for character in name {
            if character == "_" {
                startsWord = !result.isEmpty
            } else {
                result += startsWord ? character.uppercased() : String(character)
                startsWord = false
            }
        }
        return result
    }
}
