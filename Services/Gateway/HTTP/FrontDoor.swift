import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import HummingbirdCore
import Logging
import Metrics
import NIOCore

/// The way of every request: what the cache holds at once; else route, asker, body, handler, and a problem for what
/// fails.
struct FrontDoor: Sendable {
    let table: RouteTable
    let composer: Composer
    let authentication: Authentication
    let limits: RateLimits
    /// For forms that anybody may send.
    let formLimits: RateLimits
    let addresses: ClientAddress
    /// Given the address too, of a page that can be asked for again.
    let errorPage: @Sendable (Problem, Language, _ target: String?) -> Response
    let logger: Logger
    private let hits = Counter(label: "cache_hits_total")

    init(
        table: RouteTable, composer: Composer, authentication: Authentication, limits: RateLimits,
        formLimits: RateLimits, addresses: ClientAddress, logger: Logger,
        errorPage: @escaping @Sendable (Problem, Language, String?) -> Response
    ) {
        self.table = table
        self.composer = composer
        self.authentication = authentication
        self.limits = limits
        self.formLimits = formLimits
        self.addresses = addresses
        self.errorPage = errorPage
        self.logger = logger
    }

    /// The `Date` is that of the present second.
    func answer(
        _ request: Request, at date: String, from peer: @autoclosure () -> SocketAddress?
    ) async -> Response {
        let headers = request.headers
        let language = PageLanguage.of(request.head)
        let address = limits.areOn ? addresses.of(headers, peer: peer()) : ""
        let allowed = !limits.areOn || limits.allow(ClientAddress.household(of: address))
        if allowed, let answer = cached(request, language) {
            var response = answer.response(to: headers, at: date)
            if answer.speaks { PageLanguage.remember(request.head.path, in: &response) }
            return response
        }
        let trace = headers[.traceparent].flatMap(TraceContext.init(traceparent:))?.child() ?? TraceContext()
        return await TraceContext.$current.withValue(trace) {
            let start = ContinuousClock.now
            let (route, outcome) =
                allowed
                ? await outcome(
                    request, language, address.isEmpty ? addresses.of(headers, peer: peer()) : address)
                : (nil, refusal(Problem("too-many-requests", status: 429), request, language))
            var response = outcome
            response.headers[.date] = date
            response.headers[.traceparent] = trace.traceparent
            PageLanguage.remember(request.head.path, in: &response)
            record(request, route, response.status.code, ContinuousClock.now - start)
            return response
        }
    }

    /// The quick way: before anything of the request is looked at that the answer does not depend on.
    private func cached(_ request: Request, _ language: Language) -> CachedAnswer? {
        guard authentication.sessions.cookie.secret(in: request.headers) == nil else { return nil }
        return kept(request, language)
    }

    /// What the cache holds for everybody.
    private func kept(_ request: Request, _ language: Language) -> CachedAnswer? {
        guard request.method == .get || request.method == .head, let target = request.head.path,
            request.head.authority != nil, request.headers[.authorization] == nil
        else { return nil }
        let anew = request.headers[.cacheControl]?.contains("no-cache") ?? false
        guard let answer = composer.cache.good(target, language, anew: anew) else { return nil }
        hits.increment()
        return answer
    }

    private func outcome(
        _ request: Request, _ language: Language, _ address: String
    ) async -> (route: Route?, Response) {
        var route: Route?
        do {
            guard request.head.authority != nil else { throw Problem("host-missing", status: 400, field: "Host") }
            let target = request.head.path ?? "/"
            let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let found: Route
            let captures: [String: String]
            switch table.match(request.method, parts[0]) {
            case .nothing: throw Problem.notFound
            case .otherMethods(let methods): return (nil, otherMethods(methods, request, language))
            case .route(let match, let parts): (found, captures) = (match, parts)
            }
            route = found
            let requester = try await authentication.requester(request.headers)
            try check(requester, found, request)
            // A cookie that is worth nothing is no way around the cache.
            if requester.isAnonymous, authentication.sessions.cookie.secret(in: request.headers) != nil,
                let answer = kept(request, language)
            {
                return (found, answer.response(to: request.headers))
            }
            var incoming = Incoming(
                target: target, headers: request.headers, requester: requester, address: address, language: language,
                query: Query(parts.count > 1 ? parts[1] : ""), captures: captures)
            try incoming.query.check(against: found.parameters)
            _ = try incoming.query.value(PageLanguage.name, Language.init(rawValue:))
            incoming.body = try await body(request, found, requester, address)
            switch found.handler {
            case .view(let view): return (found, try await composer.answer(try view(incoming), to: incoming))
            case .act(let act): return (found, try await act(incoming))
            }
        } catch let moved as Moved {
            return (route, route.map { moved.response(on: $0.path) } ?? refusal(.notFound, request, language))
        } catch {
            return (route, refusal(problem(error), request, language))
        }
    }

    /// Throws unless the requester may come to this route. What they may do there is for the services to say.
    private func check(_ requester: Requester, _ route: Route, _ request: Request) throws {
        if let key = requester.key, !limits.allow("key \(key)") { throw Problem("too-many-requests", status: 429) }
        if let person = requester.person, !limits.allow("person \(person)") {
            throw Problem("too-many-requests", status: 429)
        }
        switch route.access {
        case .anyone: break
        case .keyHolder: if requester.isAnonymous { throw Problem("key-required", status: 401) }
        case .signedIn: if requester.person == nil { throw Problem("sign-in-required", status: 401) }
        }
        // What the address alone gives the right to comes from anywhere.
        if case .ignored = route.body, route.access == .anyone { return }
        // A browser sends the cookie whoever made it send the request.
        if requester.session != nil, !route.isRead, !SameOrigin.isProven(request.head) {
            throw Problem("origin-not-allowed", status: 403)
        }
    }

    private func body(
        _ request: Request, _ route: Route, _ requester: Requester, _ address: String
    ) async throws -> [UInt8] {
        let household = ClientAddress.household(of: address)
        switch route.body {
        case .none, .ignored: return []
        case .json(let component):
            if case .anyone = route.access, !formLimits.allow(household) {
                throw Problem("too-many-requests", status: 429)
            }
            return try await BodyReader.json(request, component.schema)
        case .form:
            guard requester.person != nil || formLimits.allow(household) else {
                throw Problem("too-many-requests", status: 429)
            }
            guard SameOrigin.allows(request.head) else { throw Problem("origin-not-allowed", status: 403) }
            return try await BodyReader.form(request)
        }
    }

    private func otherMethods(_ methods: [HTTPRequest.Method], _ request: Request, _ language: Language) -> Response {
        let allow = methods.map(\.rawValue).joined(separator: ", ")
        if request.method == .options { return Response(status: .noContent, headers: [.allow: allow]) }
        var response = refusal(Problem("method-not-allowed", status: 405), request, language)
        response.headers[.allow] = allow
        return response
    }

    /// What the asker may know of an error. The rest is for the log.
    private func problem(_ error: any Error) -> Problem {
        if let problem = error as? Problem { return problem }
        if let invalid = error as? InvalidValue { return Problem(invalid) }
        logger.error("request failed", metadata: ["error": "\(error)"])
        return .internalError
    }

    /// A page for a person, a problem document for a program.
    private func refusal(_ problem: Problem, _ request: Request, _ language: Language) -> Response {
        let path = request.head.path ?? "/"
        let isForPeople = !path.hasPrefix("/api/") && !path.hasPrefix("/feeds/")
        if isForPeople, problem.code == "sign-in-required" { return .seeOther("/sign-in") }
        return isForPeople && Negotiation.prefersHTML(request.headers[.accept])
            ? errorPage(problem, language, isPlain(request, path) ? path : nil)
            : problem.response(in: language)
    }

    /// Whether a page may name the address it was asked at: not what somebody made up, nor what a mail keeps secret.
    private func isPlain(_ request: Request, _ path: String) -> Bool {
        guard request.method == .get || request.method == .head,
            case .route(_, let captures) = table.match(.get, path.prefix { $0 != "?" })
        else { return false }
        return captures.isEmpty && !path.contains("?")
    }

    private func record(_ request: Request, _ route: Route?, _ status: Int, _ duration: Duration) {
        // Never the address as it came: links in mails carry secrets in it.
        let name = route?.path.text ?? "none"
        Counter(label: "requests_total", dimensions: [("route", name), ("status", "\(status)")]).increment()
        Timer(label: "request_seconds", dimensions: [("route", name)]).record(duration: duration)
        logger.info(
            "request answered",
            metadata: [
                "method": "\(request.method.rawValue)", "route": "\(name)", "status": "\(status)",
                "milliseconds": "\(duration / .milliseconds(1))",
            ])
    }
}

/// Whether a form came from a page of this site. A browser says so by `Origin` or `Sec-Fetch-Site`; what says neither
/// is no browser, and nobody's cookies or rights are in its hands.
enum SameOrigin {
    static func allows(_ head: HTTPRequest) -> Bool {
        if let origin = head.headerFields[.origin], let authority = head.authority {
            return origin == "https://\(authority)" || origin == "http://\(authority)"
        }
        return head.headerFields[.named("Sec-Fetch-Site")].map { $0 == "same-origin" || $0 == "none" } ?? true
    }

    /// Whether it surely did: what says nothing is refused too. For whatever a cookie gives the right to.
    static func isProven(_ head: HTTPRequest) -> Bool {
        if head.headerFields[.origin] != nil { return allows(head) }
        return head.headerFields[.named("Sec-Fetch-Site")] == "same-origin"
    }
}
