package import Domain
import FoundationEssentials

/// Where a page of a list ended, as an opaque word for addresses: base64url of JSON. It names the last row seen, not a
/// number of rows, so rows that come and go make no gap and no repeat.
package enum Cursors {
    package static func encode(_ position: some Encodable) throws -> String {
        try JSON.encode(position).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Throws: `cursor-not-valid` for anything that `encode` did not make.
    package static func decode<Position: Decodable>(_ type: Position.Type, from cursor: String) throws(Problem)
        -> Position
    {
        let base64 = cursor.replacing("-", with: "+").replacing("_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let position = try? JSON.decode(Position.self, from: data) else {
            throw Problem("cursor-not-valid", status: 400, field: "cursor")
        }
        return position
    }
}
