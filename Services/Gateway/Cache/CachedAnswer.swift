import Crypto
import Domain
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// A composed view with everything that an answer needs, made once: fields, tags, and the compressed body.
final class CachedAnswer: Sendable {
    /// The rules of one route's answers.
    struct Fields: Sendable {
        let base: HTTPFields
        let speaks: Bool
        let language: Language
    }

    final class Representation: Sendable {
        let tag: String
        let body: ByteBuffer
        let fields: HTTPFields
        /// The fields with the `Date` of the present second: to add one to each answer would copy them all each time.
        private let dated: Mutex<(date: String, fields: HTTPFields)>

        init(tag: String, body: ByteBuffer, fields: HTTPFields) {
            self.tag = tag
            self.body = body
            self.fields = fields
            dated = Mutex(("", fields))
        }

        func fields(at date: String) -> HTTPFields {
            dated.withLock { dated in
                if dated.date != date {
                    dated = (date, fields)
                    dated.fields[.date] = date
                }
                return dated.fields
            }
        }
    }

    let composed: Composed
    let sources: Sources
    let generations: Generations
    let speaks: Bool
    let composedAt: Date
    let validUntil: Date
    let plain: Representation
    /// Nil when compression gains nothing.
    let compressed: Representation?
    /// When it was last asked for, in the cache's own count.
    let lastUse = Atomic<Int>(0)

    init(
        _ composed: Composed, _ rules: Fields, sources: Sources, generations: Generations, at now: Date,
        validUntil: Date
    ) {
        self.composed = composed
        self.sources = sources
        self.generations = generations
        self.speaks = rules.speaks
        self.composedAt = now
        self.validUntil = validUntil
        let hash = SHA256.hash(data: composed.body).prefix(10).hexadecimal
        let name = composed.version.map { "\($0)-\(hash)" } ?? hash
        var fields = rules.base
        fields[.contentType] = composed.contentType
        fields[.vary] = rules.speaks ? "Accept-Encoding, Accept-Language, Cookie" : "Accept-Encoding"
        if rules.speaks { fields[.contentLanguage] = rules.language.rawValue }
        if let lastModified = composed.lastModified { fields[.lastModified] = HTTPDate.text(of: lastModified) }
        plain = Self.representation(composed.body, tag: "\"\(name)\"", fields)
        let packed = composed.body.count < 200 ? nil : try? Gzip.compress(composed.body)
        compressed = packed.flatMap { packed in
            guard packed.count < composed.body.count else { return nil }
            fields[.contentEncoding] = "gzip"
            return Self.representation(packed, tag: "\"\(name)-gz\"", fields)
        }
    }

    private static func representation(_ body: [UInt8], tag: String, _ fields: HTTPFields) -> Representation {
        var fields = fields
        fields[.eTag] = tag
        fields[.contentLength] = String(body.count)
        return Representation(tag: tag, body: ByteBuffer(bytes: body), fields: fields)
    }

    /// In bytes, with a rough share for everything that is not a body.
    var size: Int {
        plain.body.readableBytes + (compressed?.body.readableBytes ?? 0) + 2_000
    }

    var isComplete: Bool {
        composed.missing.isEmpty
    }

    /// The whole, or 304 when the asker has it already; with its `Date` when one is given.
    func response(to headers: HTTPFields, at date: String? = nil) -> Response {
        let chosen = compressed.flatMap { Negotiation.acceptsGzip(headers[.acceptEncoding]) ? $0 : nil } ?? plain
        if Conditions.isUnchanged(headers, tag: chosen.tag, lastModified: composed.lastModified) {
            var fields = chosen.fields
            if let date { fields[.date] = date }
            // A 304 tells nothing of the body but its tag.
            fields[.contentLength] = nil
            fields[.contentType] = nil
            fields[.contentEncoding] = nil
            return Response(status: .notModified, headers: fields)
        }
        return Response(
            status: .ok, headers: date.map(chosen.fields(at:)) ?? chosen.fields,
            body: ResponseBody(byteBuffer: chosen.body))
    }

    /// The same for a copy that could not be renewed: it says so, and is not to be kept.
    func staleResponse(in language: Language) -> Response {
        var fields = plain.fields
        fields[.warning] = "110 - \"Response is Stale\""
        fields[.eTag] = nil
        fields[.lastModified] = nil
        fields[.cacheControl] = "no-store"
        let body =
            composed.contentType.hasPrefix("text/html")
            ? StaleNotice.added(to: composed.body, in: language) : composed.body
        fields[.contentLength] = String(body.count)
        return Response(status: .ok, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
