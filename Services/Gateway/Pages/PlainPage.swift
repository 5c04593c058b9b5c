import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Pages that are not kept: what a form did, and what went wrong.
enum PlainPage {
    static func response(_ layout: Layout, _ content: HTML, status: HTTPResponse.Status = .ok) -> Response {
        var headers = Fields.common
        headers.append(contentsOf: layout.portal.fields)
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentLanguage] = layout.language.rawValue
        headers[.cacheControl] = "no-store"
        // The address of a page behind a mailed link is a secret, also from the sites it links to.
        headers[.referrerPolicy] = "same-origin"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: layout.page(content).bytes)))
    }
}
