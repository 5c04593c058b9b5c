/// A question or an order that the gateway puts to one service and that is answered at once, or not at all.
package protocol ServiceRequest: Codable, Sendable {
    associatedtype Reply: Codable & Sendable
    /// `<service>.<verb>-<noun>.v<n>`.
    static var name: String { get }
    static var owner: ServiceName { get }
}

/// What comes back: a reply or a problem.
package enum Answer<Reply: Codable & Sendable>: Codable, Sendable {
    case reply(Reply)
    case problem(Problem)

    private enum CodingKeys: String, CodingKey {
        case reply, problem
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let problem = try container.decodeIfPresent(Problem.self, forKey: .problem) {
            self = .problem(problem)
        } else {
            self = .reply(try container.decode(Reply.self, forKey: .reply))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .reply(let reply): try container.encode(reply, forKey: .reply)
        case .problem(let problem): try container.encode(problem, forKey: .problem)
        }
    }
}

/// The reply of an order that has nothing to tell.
package struct Done: Codable, Sendable, Equatable {
    package init() {}
}
