import Domain
import HTTPTypes
import HummingbirdCore

/// One line of the gateway's table: what is answered at an address, to whom, and what the public document says of it.
struct Route: Sendable {
    enum Handler: Sendable {
        /// A read: kept in the cache for visitors.
        case view(@Sendable (Incoming) throws -> View)
        /// A read that is different for each asker, or an order.
        case act(@Sendable (Incoming) async throws -> Response)
    }

    enum Access: Sendable {
        case anyone
        /// Whoever has a key or is signed in. What that allows is for the services to say.
        case keyHolder
        /// Whoever is signed in; others are led to the form.
        case signedIn
    }

    enum Body: Sendable {
        case none
        case json(Components)
        /// A form of ours, sent by a browser from a page of ours.
        case form
        /// Anything, unread: what counts is in the address.
        case ignored
    }

    enum Answer: Sendable {
        case one(Components)
        /// One that may stand under another identifier by now.
        case movable(Components)
        case page(Components)
        case created(Components)
        case accepted(Components)
        case gone
        /// Places as GeoJSON.
        case map
        /// Places as CSV.
        case table
        case document
    }

    /// What the public document tells of a route of the API. Pages have none.
    struct Operation: Sendable {
        let id: String
        let summary: String
        let answer: Answer
    }

    let method: HTTPRequest.Method
    let path: PathPattern
    let operation: Operation?
    let parameters: [Parameter]
    let access: Access
    let body: Body
    let handler: Handler

    /// Whether it changes nothing.
    var isRead: Bool {
        method == .get
    }

    /// A read of the API, of a page or of a feed.
    static func get(
        _ path: String, _ operation: Operation? = nil, _ parameters: [Parameter] = [], access: Access = .anyone,
        view: @escaping @Sendable (Incoming) throws -> View
    ) -> Route {
        Route(
            method: .get, path: PathPattern(path), operation: operation, parameters: parameters, access: access,
            body: .none, handler: .view(view))
    }

    /// A page of the portal.
    static func page(
        _ path: String, _ parameters: [Parameter] = [], view: @escaping @Sendable (Incoming) throws -> View
    ) -> Route {
        get(path, nil, parameters + [.language], view: view)
    }

    /// Everything else.
    static func on(
        _ method: HTTPRequest.Method, _ path: String, _ operation: Operation? = nil, _ parameters: [Parameter] = [],
        access: Access = .anyone, body: Body = .none, act: @escaping @Sendable (Incoming) async throws -> Response
    ) -> Route {
        Route(
            method: method, path: PathPattern(path), operation: operation, parameters: parameters, access: access,
            body: body, handler: .act(act))
    }
}

extension Route.Operation {
    init(_ id: String, _ summary: String, _ answer: Route.Answer) {
        self.init(id: id, summary: summary, answer: answer)
    }
}

/// A path with named parts: `/api/v1/places/{id}`.
struct PathPattern: Sendable {
    let text: String
    private let segments: [Segment]

    private enum Segment: Sendable {
        case literal(String)
        case capture(String)
    }

    init(_ text: String) {
        self.text = text
        segments = text.split(separator: "/").map { part in
            part.hasPrefix("{") ? .capture(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    var names: [String] {
        segments.compactMap { if case .capture(let name) = $0 { name } else { nil } }
    }

    /// What the named parts are in this path, or nil when it is another.
    func match(_ parts: [Substring]) -> [String: String]? {
        guard parts.count == segments.count else { return nil }
        var captures: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let literal): if literal != part { return nil }
            case .capture(let name): captures[name] = Query.decoded(part.replacing("+", with: "%2B"))
            }
        }
        return captures
    }
}
