import Domain
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore

/// A problem as RFC 9457 writes it, in the person's language.
struct ProblemDocument: Encodable {
    let type: String
    let title: String
    let status: Int
    let code: String
    let detail: String
    let field: String?
    let suggestion: String?
    let currentVersion: Int?

    init(_ problem: Problem, in language: Language) {
        let text = ProblemText.of(problem.code, problem.status, in: language)
        type = "urn:maillage:problem:\(problem.code)"
        title = text.title
        status = problem.status
        code = problem.code
        detail = text.detail
        field = problem.field
        suggestion = problem.suggestion
        currentVersion = problem.currentVersion
    }
}

extension Problem {
    /// How many seconds somebody should wait before asking again what could not be answered.
    private static let retryAfterSeconds = 2

    func response(in language: Language) -> Response {
        let document = ProblemDocument(self, in: language)
        var headers = Fields.common
        headers[.contentType] = "application/problem+json"
        headers[.contentLanguage] = language.rawValue
        headers[.cacheControl] = "no-store"
        addHeaders(to: &headers)
        let body = (try? JSON.encode(document)) ?? Data()
        return Response(
            status: HTTPResponse.Status(code: status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// What a program reads without opening the body.
    func addHeaders(to headers: inout HTTPFields) {
        switch status {
        case 401:
            headers[.wwwAuthenticate] =
                code == "key-required"
                ? "Bearer realm=\"maillage\"" : "Bearer realm=\"maillage\", error=\"invalid_token\""
        case 429, 503, 504: headers[.retryAfter] = String(Self.retryAfterSeconds)
        default: break
        }
    }
}
