import Configuration
import Domain
import Foundation
import TestSupport

@testable import Messaging
@testable import ServiceKit

extension ServiceKit.Operation {
    /// What comes back when this is put as somebody: the problem, if there is one.
    func problem(_ body: Data, as requester: Requester) async throws -> Problem? {
        struct Outcome: Decodable {
            let problem: Problem?
        }
        return try JSON.decode(Outcome.self, from: Data(try await answer(body, as: requester))).problem
    }

    func answer(_ body: Data, as requester: Requester) async throws -> [UInt8] {
        let headers = [RequestHeader.requester: String(decoding: try JSON.encode(requester), as: UTF8.self)]
        return await answer(
            IncomingRequest(
                Delivery(
                    body: Array(body), type: name, messageID: "", routingKey: "", exchange: "", userID: "gateway",
                    redelivered: false, headers: headers, correlationID: nil, replyTo: nil, receivedAt: .now,
                    generation: 0, tag: 0)))
    }
}

extension [ServiceKit.Operation] {
    /// The problem that a request ends with as somebody, or nil.
    func problem<Request: ServiceRequest>(_ request: Request, as requester: Requester) async throws -> Problem? {
        try await operation(Request.name).problem(JSON.encode(request), as: requester)
    }

    /// The reply to a request of somebody who may put it.
    func reply<Request: ServiceRequest>(_ request: Request, as requester: Requester) async throws -> Request.Reply {
        let answer = try await operation(Request.name).answer(JSON.encode(request), as: requester)
        switch try JSON.decode(Answer<Request.Reply>.self, from: Data(answer)) {
        case .reply(let reply): return reply
        case .problem(let problem): throw problem
        }
    }

    private func operation(_ name: String) throws -> ServiceKit.Operation {
        guard let operation = first(where: { $0.name == name }) else { throw TestFailure("no operation \(name)") }
        return operation
    }
}

func network() throws -> NetworkSettings {
    try NetworkSettings(
        ConfigReader(
            provider: InMemoryProvider(values: [
                "network.name": "Réseau d’essai", "public.url": "https://portail.example", "domain": "reseau.example",
            ])))
}
