package import Domain
package import FoundationEssentials
import Logging
import Messaging
import Metrics
import Outbox
package import Postgres

/// One line of a service's table of requests: a name on the wire and what answers to it.
package struct Operation: Sendable {
    package let name: String
    /// Whether services may ask, not only the gateway for people.
    package private(set) var isForServices = false
    let answer: @Sendable (IncomingRequest) async -> [UInt8]

    /// A question: reads, changes nothing.
    package static func query<Request: ServiceRequest>(
        _ type: Request.Type,
        _ run: @escaping @Sendable (Request, Requester) async throws -> Request.Reply
    ) -> Operation {
        Operation(name: Request.name) { incoming in
            await answering(incoming, as: Request.self) { request, requester in
                try await run(request, requester)
            }
        }
    }

    /// An order: one transaction, carried out once for each idempotency key. What may have to wait is done in `prepare`,
    /// before the transaction holds a connection and locks.
    package static func command<Request: ServiceRequest>(
        _ type: Request.Type,
        in database: PostgresPool,
        now: @escaping @Sendable () -> Date,
        prepare: @escaping @Sendable (Request) async throws -> Void = { _ in },
        _ run: @escaping @Sendable (Request, Requester, Date, Transaction) async throws -> Request.Reply
    ) -> Operation {
        Operation(name: Request.name) { incoming in
            await answering(incoming, as: Request.self) { request, requester in
                try await prepare(request)
                return try await database.transaction { transaction in
                    guard let key = incoming.headers[RequestHeader.idempotencyKey] else {
                        return try await run(request, requester, now(), transaction)
                    }
                    let order = Idempotency.Key(
                        requester: requester.name, key: key,
                        fingerprint: Fingerprint.of(Data(Request.name.utf8), Data(incoming.body)))
                    return try await Idempotency.once(order, in: transaction) {
                        try await run(request, requester, now(), transaction)
                    }
                }
            }
        }
    }

    /// The export of all things of a kind, for services: `read` returns those after an identifier, in order.
    package static func export<State: ExportedAggregate>(
        _ type: State.Type,
        _ read: @escaping @Sendable (_ after: Identifier<State>?, _ limit: Int) async throws -> [Exported<State>]
    ) -> Operation {
        Operation(name: State.exportName, isForServices: true) { incoming in
            await answering(incoming, as: Export<State>.self, isForServices: true) { request, _ in
                try ExportPage(of: try await read(request.after, ExportPage<State>.mostItems + 1))
            }
        }
    }

    private static func answering<Request: ServiceRequest>(
        _ incoming: IncomingRequest,
        as type: Request.Type,
        isForServices: Bool = false,
        _ run: @Sendable (Request, Requester) async throws -> Request.Reply
    ) async -> [UInt8] {
        let trace = incoming.headers[RequestHeader.traceparent].flatMap(TraceContext.init(traceparent:))?.child()
        return await TraceContext.$current.withValue(trace) {
            let clock = ContinuousClock()
            let start = clock.now
            let logger = Logger(label: Request.owner.rawValue)
            let answer: Answer<Request.Reply>
            do {
                let requester = try RequestHeader.requester(of: incoming.headers)
                if !isForServices { try requester.mustBeAllowed(Request.self) }
                let request = try decode(Request.self, from: incoming.body)
                answer = .reply(try await run(request, requester))
            } catch {
                answer = .problem(problem(for: error, logger: logger))
            }
            let outcome = if case .problem(let problem) = answer { problem.code } else { "ok" }
            let elapsed = clock.now - start
            Counter(label: "requests_total", dimensions: [("type", Request.name), ("outcome", outcome)]).increment()
            Timer(label: "request_seconds", dimensions: [("type", Request.name)]).record(duration: elapsed)
            logger.info("request answered", metadata: ["type": "\(Request.name)", "outcome": "\(outcome)"])
            guard let bytes = try? JSON.encode(answer) else { return Array(internalError) }
            return Array(bytes)
        }
    }

    private static func decode<Request: ServiceRequest>(_ type: Request.Type, from body: [UInt8]) throws -> Request {
        do {
            return try JSON.decode(type, from: Data(body))
        } catch is DecodingError {
            throw Problem("request-not-valid", status: 400)
        }
    }

    /// What the sender may know of an error. The rest is for the log.
    private static func problem(for error: any Error, logger: Logger) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let invalid as InvalidValue: return Problem(invalid)
        case let error as PostgresError where error.isTemporary:
            logger.warning("database away", metadata: ["error": "\(error)"])
            return Problem("database-unavailable", status: 503)
        case is CancellationError: return Problem("timed-out", status: 504)
        default:
            logger.error("request failed", metadata: ["error": "\(error)"])
            return .internalError
        }
    }

    private static let internalError = Data(#"{"problem":{"code":"internal-error","status":500}}"#.utf8)
}

/// The headers that go with every request.
package enum RequestHeader {
    package static let requester = "x-requester"
    package static let idempotencyKey = "x-idempotency-key"
    package static let traceparent = "traceparent"

    static func requester(of headers: [String: String]) throws -> Requester {
        // A service that asks for itself has the rights of anybody.
        guard let text = headers[requester] else { return .visitor }
        return try JSON.decode(Requester.self, from: Data(text.utf8))
    }
}
