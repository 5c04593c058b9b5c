import Domain
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Reads and checks what a request brings along.
enum BodyReader {
    /// In bytes. What a service gets is the body in an envelope of at most a few hundred more, which fits 1 MiB.
    static let limit = 1_000_000

    /// - Throws: `body-too-large`, before anything is read when its length says so.
    static func read(_ request: Request, upTo limit: Int = Self.limit) async throws -> [UInt8] {
        let tooLarge = Problem("body-too-large", status: 413)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= limit else { throw tooLarge }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// - Throws: the first fault found: its type, its form, then its fields.
    static func json(_ request: Request, _ schema: Schema) async throws -> [UInt8] {
        let type = mediaType(request.headers[.contentType])
        guard type == "application/json" || type == "application/merge-patch+json" else {
            throw Problem("media-type-not-supported", status: 415, field: "Content-Type")
        }
        let bytes = try await read(request)
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw Problem("json-not-valid", status: 400)
        }
        try schema.check(value)
        return bytes
    }

    /// A form of ours: a few short fields.
    static func form(_ request: Request) async throws -> [UInt8] {
        let bytes = try await read(request, upTo: 10_000)
        guard bytes.isEmpty || mediaType(request.headers[.contentType]) == "application/x-www-form-urlencoded" else {
            throw Problem("media-type-not-supported", status: 415, field: "Content-Type")
        }
        return bytes
    }

    private static func mediaType(_ header: String?) -> String {
        (header ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
    }
}
