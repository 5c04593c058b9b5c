import Calendars
import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import HummingbirdCore
import NIOCore
import ServiceKit

/// What every view and order stands on.
struct Site: Sendable {
    let network: NetworkSettings
    let portal: Portal
    let ask: Ask
    let cache: ViewCache
    let now: @Sendable () -> Date

    /// How long an order may take: it must not be given up lightly, since it may have been carried out.
    private static let orderBudget = Duration.seconds(5)

    var zone: Zone {
        Zone(network.timeZone)
    }

    /// The present as the wire can carry it.
    var today: Date {
        now().inWholeSeconds
    }

    /// Puts an order to its service. Whatever comes of it, what the cache holds of that service is asked for anew.
    func order<Request: ServiceRequest>(_ request: Request, _ incoming: Incoming) async throws -> Request.Reply {
        defer { cache.raise(Sources(Request.owner)) }
        return try await orderAside(request, incoming)
    }

    /// Puts an order that changes nothing of what is shown to everybody.
    func orderAside<Request: ServiceRequest>(_ request: Request, _ incoming: Incoming) async throws -> Request.Reply {
        try await ask(
            request, as: incoming.requester, idempotencyKey: try incoming.idempotencyKey(), budget: Self.orderBudget)
    }

    /// Asks for what is different for each asker.
    func read<Request: ServiceRequest>(_ request: Request, _ incoming: Incoming) async throws -> Request.Reply {
        try await Reader(ask, as: incoming.requester)(request)
    }

    /// The frame of a page that is found again where it was asked for.
    func layout(
        _ title: String, _ incoming: Incoming, under parent: (name: String, link: LinkTarget)? = nil
    ) -> Layout {
        Layout(
            portal: portal, language: incoming.language, title: title, address: PageAddress(incoming.target),
            parent: parent)
    }

    // MARK: The orders that places, events and offers have alike

    /// Makes a new thing, to be found under `path`.
    func create<Request: ServiceRequest>(
        _ type: Request.Type, under path: String, _ incoming: Incoming
    ) async throws -> Response where Request.Reply: Aggregate {
        let made = try await order(try incoming.decoded(type), incoming)
        var response = try Response(made)
        response.status = .created
        response.headers[.location] = "\(path)/\(made.id)"
        return response
    }

    /// Changes a thing by the order that `request` makes from the version that the asker expects.
    func change<Request: ServiceRequest>(
        _ incoming: Incoming, versionRequired: Bool = false, _ request: (Int?) throws -> Request
    ) async throws -> Response where Request.Reply: Aggregate {
        let expected = try incoming.expectedVersion(required: versionRequired)
        return try Response(try await order(try request(expected), incoming))
    }
}

extension Response {
    /// One thing, with the tag that a change of it names.
    init(_ thing: some Aggregate) throws {
        try self.init(json: thing)
        headers[.eTag] = "\"\(thing.version)\""
    }

    init(json value: some Encodable, status: HTTPResponse.Status = .ok) throws {
        var headers = Fields.common
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        self.init(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSON.encode(value))))
    }
}
