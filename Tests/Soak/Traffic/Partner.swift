import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Synchronization
import TestSupport

/// A partner's program: takes webhooks, checks who signed them, and fails now and then.
final class Partner: Sendable {
    struct Received: Sendable {
        /// How often each `webhook-id` was taken, that is answered with 2xx.
        var taken: [String: Int] = [:]
        /// The identifiers under which one version of one thing was told.
        var identifiers: [String: Set<String>] = [:]
        var failures = 0
    }

    private struct State {
        var secret = ""
        var received = Received()
        var seen: Set<String> = []
        var dice: Dice
    }

    private struct Message: Decodable {
        struct Item: Decodable {
            let id: String
            let version: Int
        }

        let type: String
        let data: Item
    }

    let port: Int
    private let stage: Stage
    private let journal: Journal
    private let state: Mutex<State>

    init(_ stage: Stage, _ journal: Journal, _ dice: Dice) throws {
        port = try FreePort.next()
        self.stage = stage
        self.journal = journal
        state = Mutex(State(dice: dice))
    }

    var received: Received { state.withLock { $0.received } }

    /// Registers for everything there is to be told.
    func register(at door: FrontDoor, types: [String]) async throws {
        struct Wanted: Encodable {
            let url: String
            let types: [String]
        }
        struct Registered: Decodable {
            let secret: String
        }
        let wanted = Wanted(url: "http://127.0.0.1:\(port)/hook", types: types)
        let order = try Order.create("/api/v1/webhooks", wanted)
        guard case .done(let answer) = await door.carryOut(order) else { throw TestFailure("no webhook") }
        let secret = try JSONDecoder().decode(Registered.self, from: answer.body).secret
        state.withLock { $0.secret = secret }
    }

    /// Serves until the task is cancelled.
    func run() async throws {
        let router = Router()
        router.post("hook") { [self] request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            return Response(status: take(request.headers, Array(body.readableBytesView)))
        }
        router.get("/") { _, _ in HTTPResponse.Status.ok }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: Logger(label: "partner") { _ in SwiftLogNoOpLogHandler() })
        try await application.run()
    }

    private func take(_ headers: HTTPFields, _ body: [UInt8]) -> HTTPResponse.Status {
        func field(_ name: String) -> String { HTTPField.Name(name).flatMap { headers[$0] } ?? "" }
        let id = field("webhook-id")
        let signed = Data("\(id).\(field("webhook-timestamp")).".utf8) + body
        guard isSigned(signed, field("webhook-signature")),
            let message = try? JSONDecoder().decode(Message.self, from: Data(body))
        else {
            journal.odd("a webhook was not signed, or not to be read: \(id)")
            return .badRequest
        }
        return state.withLock { state in
            // Only what is new: each failure in a row is waited for longer, and a run has an end.
            if state.seen.insert(id).inserted, !stage.isOver, state.dice.percent(3) {
                state.received.failures += 1
                return .internalServerError
            }
            state.received.taken[id, default: 0] += 1
            let fact = "\(message.type) \(message.data.id) \(message.data.version)"
            state.received.identifiers[fact, default: []].insert(id)
            return .noContent
        }
    }

    /// Standard Webhooks, written from the standard alone.
    private func isSigned(_ signed: Data, _ signatures: String) -> Bool {
        let secret = state.withLock { $0.secret }.dropFirst("whsec_".count)
        guard let key = Data(base64Encoded: String(secret)), !key.isEmpty else { return false }
        return signatures.split(separator: " ").filter { $0.hasPrefix("v1,") }.contains { signature in
            guard let code = Data(base64Encoded: String(signature.dropFirst(3))) else { return false }
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: SymmetricKey(data: key))
        }
    }
}
