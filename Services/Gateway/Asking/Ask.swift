import Domain
import FoundationEssentials
import Messaging
import Metrics
import ServiceKit

/// Puts requests to services and brings back their replies.
struct Ask: Sendable {
    /// One request on its way: service, type, body, headers and how long its answer is waited for. An order that has a
    /// key may be repeated.
    typealias Send =
        @Sendable (ServiceName, String, [UInt8], [String: String], Duration) async throws(RequestFailure) -> [UInt8]

    private let send: Send

    init(_ client: RequestClient) {
        self.init { (owner, type, body, headers, budget) async throws(RequestFailure) in
            try await client.request(
                owner, type: type, body: body, headers: headers, budget: budget,
                mayRepeat: headers[RequestHeader.idempotencyKey] != nil)
        }
    }

    init(send: @escaping Send) {
        self.send = send
    }

    /// Orders have an idempotency key: repeated with the same one, an order is carried out once.
    ///
    /// - Throws: the service's problem, or the one that tells why there is no answer.
    func callAsFunction<Request: ServiceRequest>(
        _ request: Request,
        as requester: Requester,
        idempotencyKey: String? = nil,
        budget: Duration
    ) async throws -> Request.Reply {
        guard budget > .zero else { throw Problem("timed-out", status: 504) }
        var headers = [RequestHeader.requester: String(decoding: try JSON.encode(requester), as: UTF8.self)]
        headers[RequestHeader.idempotencyKey] = idempotencyKey
        headers[RequestHeader.traceparent] = TraceContext.current?.child().traceparent
        let body = Array(try JSON.encode(request))
        let answer: [UInt8]
        do {
            answer = try await send(Request.owner, Request.name, body, headers, budget)
        } catch {
            Counter(
                label: "requests_unanswered_total",
                dimensions: [("service", Request.owner.rawValue), ("reason", "\(error)")]
            ).increment()
            throw Problem(error)
        }
        switch try JSON.decode(Answer<Request.Reply>.self, from: Data(answer)) {
        case .reply(let reply): return reply
        case .problem(let problem): throw problem
        }
    }
}

extension Problem {
    init(_ failure: RequestFailure) {
        switch failure {
        case .noInstance: self.init("service-unavailable", status: 503)
        case .brokerUnavailable: self.init("broker-unavailable", status: 503)
        case .overloaded: self.init("service-busy", status: 503)
        case .timedOut: self.init("timed-out", status: 504)
        case .tooLarge: self.init("body-too-large", status: 413)
        }
    }
}
