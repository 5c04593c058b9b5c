import Domain
import Foundation
import Messaging
import Synchronization

/// What services answer in a test, by type of request, and what they were asked.
final class FakeServices: Sendable {
    private typealias Answering = @Sendable ([UInt8]) async throws -> Data

    private let answers = Mutex<[String: Answering]>([:])
    private let asked = Mutex<[IncomingRequest]>([])

    /// What is answered to this request from now on; a thrown problem is the answer too.
    func on<Request: ServiceRequest>(
        _ type: Request.Type, _ answer: @escaping @Sendable (Request) async throws -> Request.Reply
    ) {
        answers.withLock {
            $0[Request.name] = { body in
                let request = try JSON.decode(Request.self, from: Data(body))
                do {
                    return try JSON.encode(Answer.reply(try await answer(request)))
                } catch let problem as Problem {
                    return try JSON.encode(Answer<Request.Reply>.problem(problem))
                }
            }
        }
    }

    /// How often this request came.
    func count<Request: ServiceRequest>(_ type: Request.Type) -> Int {
        asked.withLock { $0.count { $0.type == Request.name } }
    }

    /// The last of these requests that came, with its headers.
    func last<Request: ServiceRequest>(_ type: Request.Type) throws -> (request: Request, headers: [String: String])? {
        guard let last = asked.withLock({ $0.last { $0.type == Request.name } }) else { return nil }
        return (try JSON.decode(Request.self, from: Data(last.body)), last.headers)
    }

    func answer(_ request: IncomingRequest) async -> [UInt8] {
        asked.withLock { $0.append(request) }
        guard let answer = answers.withLock({ $0[request.type] }) else {
            return Array(#"{"problem":{"code":"request-unknown","status":501}}"#.utf8)
        }
        return Array((try? await answer(request.body)) ?? Data("not JSON".utf8))
    }
}
