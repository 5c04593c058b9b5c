import Foundation
import TestSupport

/// The public way in. An order is sent again, with its key, until it is answered for good: so what was wanted and what
/// was done can be compared exactly.
struct FrontDoor: Sendable {
    let address: String
    let staffKey: String
    let stage: Stage
    let journal: Journal

    enum Outcome: Sendable {
        case done(HTTP.Answer)
        case refused
        /// It may or may not have been carried out.
        case unanswered
    }

    func carryOut(_ order: Order) async -> Outcome {
        journal.count { $0.orders += 1 }
        var isFirst = true
        repeat {
            if !isFirst {
                journal.count { $0.repeated += 1 }
                try? await Task.sleep(for: .milliseconds(.random(in: 200...800)))
            }
            isFirst = false
            guard let answer = await send(order) else { continue }
            switch answer.status {
            case 200..<300:
                journal.count { $0.acknowledged += 1 }
                return .done(answer)
            case 400..<500 where !isOfTheMoment(answer):
                journal.odd("\(order.method) \(order.path) was refused: \(answer.status) \(answer.text.prefix(300))")
                return .refused
            default: break
            }
        } while .now < stage.patience
        journal.odd("\(order.method) \(order.path) was never answered")
        return .unanswered
    }

    /// Nil when there was no answer.
    func read(_ path: String, ifNoneMatch tag: String? = nil) async -> HTTP.Answer? {
        journal.count { $0.reads += 1 }
        let answer = try? await HTTP.get(address + path, headers: tag.map { ["if-none-match": $0] } ?? [:])
        note(answer, of: "GET \(path)")
        return answer
    }

    private func send(_ order: Order) async -> HTTP.Answer? {
        let answer = try? await HTTP.send(
            order.method, address + order.path, headers: order.headers(staffKey: staffKey), body: order.body)
        note(answer, of: "\(order.method) \(order.path)")
        return answer
    }

    /// A service may be away; it may not be at a loss.
    private func note(_ answer: HTTP.Answer?, of request: String) {
        if answer?.status == 500 { journal.odd("\(request) was answered with 500") }
        let word = answer.map { $0.status < 400 ? "\($0.status)" : "\($0.status) \($0.problem)" } ?? "none"
        journal.count { $0.answers[word, default: 0] += 1 }
    }

    /// A place made a moment ago may not be known everywhere yet, and somebody may have to wait for their turn.
    private func isOfTheMoment(_ answer: HTTP.Answer) -> Bool {
        answer.status == 429 || answer.status == 408 || answer.problem == "place-unknown"
    }
}

extension HTTP.Answer {
    /// The code of a problem; empty when there is none.
    var problem: String {
        ((try? json()["code"]) ?? nil) as? String ?? ""
    }

    /// What an answer tells of a thing.
    struct Thing: Decodable {
        let id: String
        let version: Int
    }

    func thing() throws -> Thing {
        try JSONDecoder().decode(Thing.self, from: body)
    }
}
