import HTTPTypes
import HummingbirdCore

/// What was asked for stands under another identifier now.
struct Moved: Error {
    let id: String

    /// To the same address with the other identifier. A page says 301, which every reader and search engine knows; the
    /// API 308, which keeps the method. Neither is to be kept: a merge may be taken back.
    func response(on path: PathPattern) -> Response {
        var headers = Fields.common
        headers[.location] = path.text.replacing("{id}", with: id)
        headers[.cacheControl] = "no-cache"
        headers[.contentLength] = "0"
        return Response(
            status: path.text.hasPrefix("/api/") ? .permanentRedirect : .movedPermanently, headers: headers)
    }
}
