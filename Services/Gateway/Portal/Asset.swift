import Crypto
import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import HummingbirdCore
import NIOCore

/// A file that pages load, served from memory under a name that changes with it, so that it can be kept for ever.
struct Asset: Sendable {
    let path: String
    let link: LinkTarget
    private let plain: Response
    private let compressed: Response?

    enum Kind: String, Sendable {
        case css, js, svg

        var mediaType: String {
            switch self {
            case .css: "text/css; charset=utf-8"
            case .js: "text/javascript; charset=utf-8"
            case .svg: "image/svg+xml"
            }
        }
    }

    init(_ bytes: some Collection<UInt8>, _ kind: Kind) {
        let bytes = Array(bytes)
        let hash = SHA256.hash(data: bytes).prefix(8).hexadecimal
        path = "/assets/\(hash).\(kind.rawValue)"
        link = "/assets/\(hash).\(kind.rawValue)"
        var headers = Fields.common
        headers[.contentType] = kind.mediaType
        headers[.cacheControl] = "public, max-age=31536000, immutable"
        headers[.vary] = "Accept-Encoding"
        // A picture that is opened by itself is a page, in which nothing may run.
        if kind == .svg { headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'" }
        plain = Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        compressed = (try? Gzip.compress(bytes)).flatMap { packed in
            guard packed.count < bytes.count else { return nil }
            headers[.contentEncoding] = "gzip"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: packed)))
        }
    }

    @Sendable func response(to incoming: Incoming) -> Response {
        guard let compressed, Negotiation.acceptsGzip(incoming.headers[.acceptEncoding]) else { return plain }
        return compressed
    }
}
