import Domain
import HTTPTypes

/// Finds the route of a request.
struct RouteTable: Sendable {
    let routes: [Route]

    enum Match {
        case route(Route, captures: [String: String])
        /// The address exists, with other methods: these.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    /// `HEAD` finds the route of `GET`.
    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        guard path.first == "/", path.utf8.count == 1 || path.last != "/" else { return .nothing }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let wanted = method == .head ? .get : method
        var others: [HTTPRequest.Method] = []
        for route in routes {
            guard let captures = route.path.match(parts == [""] ? [] : parts) else { continue }
            if route.method == wanted { return .route(route, captures: captures) }
            others.append(route.method)
            if route.method == .get { others.append(.head) }
        }
        return others.isEmpty ? .nothing : .otherMethods(others)
    }
}
