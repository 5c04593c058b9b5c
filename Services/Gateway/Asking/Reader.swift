import Domain
import Metrics

/// Asks on behalf of one person for the parts of one view, all within the view's time.
struct Reader: Sendable {
    /// What a whole view may take.
    static let total = Duration.milliseconds(800)
    /// What one part may take, so that a hanging service leaves time for the rest.
    static let part = Duration.milliseconds(300)
    /// What is kept back to write the answer.
    private static let reserve = Duration.milliseconds(50)

    let requester: Requester
    private let ask: Ask
    private let deadline: ContinuousClock.Instant
    /// Told of each service that did not answer.
    private let unanswered: @Sendable (ServiceName) -> Void

    init(
        _ ask: Ask, as requester: Requester, within total: Duration = Self.total,
        unanswered: @escaping @Sendable (ServiceName) -> Void = { _ in }
    ) {
        self.ask = ask
        self.unanswered = unanswered
        self.requester = requester
        self.deadline = .now + total
    }

    /// What a view is made of alone: it may use nearly all of the time.
    func callAsFunction<Request: ServiceRequest>(_ request: Request) async throws -> Request.Reply {
        try await reply(to: request, within: deadline - .now - Self.reserve)
    }

    /// A part without which there is no view.
    func required<Request: ServiceRequest>(_ request: Request) async throws -> Request.Reply {
        do {
            return try await reply(to: request, within: partBudget)
        } catch let problem as Problem where problem.status >= 500 && problem.status != 504 && problem.status != 503 {
            throw Problem("service-unavailable", status: 503)
        }
    }

    /// A part that the view can do without.
    func optional<Request: ServiceRequest>(_ request: Request) async -> Part<Request.Reply> {
        do {
            return .there(try await reply(to: request, within: partBudget))
        } catch {
            Counter(label: "gateway_parts_missing_total", dimensions: [("service", Request.owner.rawValue)]).increment()
            return .missing(Request.owner)
        }
    }

    private func reply<Request: ServiceRequest>(
        to request: Request, within budget: Duration
    ) async throws -> Request.Reply {
        do {
            return try await ask(request, as: requester, budget: budget)
        } catch let problem as Problem where problem.status >= 503 {
            unanswered(Request.owner)
            throw problem
        }
    }

    private var partBudget: Duration {
        min(Self.part, deadline - .now - Self.reserve)
    }
}

/// A part of a view that can be missing.
enum Part<Value: Sendable>: Sendable {
    case there(Value)
    case missing(ServiceName)

    var value: Value? {
        if case .there(let value) = self { value } else { nil }
    }

    var missing: ServiceName? {
        if case .missing(let service) = self { service } else { nil }
    }
}
