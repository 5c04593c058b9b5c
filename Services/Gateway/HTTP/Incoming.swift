import Crypto
import Domain
import FoundationEssentials
import HTTPTypes

/// A request as routes see it: authenticated, matched, its body read.
struct Incoming: Sendable {
    /// Path and query as they came.
    let target: String
    let headers: HTTPFields
    let requester: Requester
    /// Where it came from.
    var address = ""
    let language: Language
    let query: Query
    /// The parts of the path that the route names, decoded.
    let captures: [String: String]
    var body: [UInt8] = []

    /// The entity that the path names.
    /// - Throws: `not-found` for what is no identifier: nothing can be there.
    func id<Entity>(of type: Entity.Type) throws(Problem) -> Identifier<Entity> {
        guard let id = captures["id"].flatMap({ Identifier<Entity>($0) }) else { throw .notFound }
        return id
    }

    /// The body as a request, or a part of one, of the domain. It fits the route's schema already.
    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSON.decode(type, from: Data(body))
        } catch is DecodingError {
            throw Problem("request-not-valid", status: 400)
        }
    }

    /// The sender's own key, or a new one: a request that is sent to a service twice then still acts once.
    func idempotencyKey() throws(Problem) -> String {
        guard let key = headers[.idempotencyKey] else { return UUID().uuidString.lowercased() }
        guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Problem("idempotency-key-not-valid", status: 400, field: "Idempotency-Key")
        }
        guard requester.isAnonymous else { return key }
        // Services tell requesters apart by their access keys or by who they are. Visitors have none, and must not meet each other's
        // orders by a key such as "1". What services keep is a hash, so that they learn nobody's address.
        return SHA256.hash(data: Data("\(address) \(key)".utf8)).hexadecimal
    }

    /// The version that `If-Match` expects, nil for any. Where it is required, a request without it is refused.
    func expectedVersion(required: Bool) throws(Problem) -> Int? {
        guard let ifMatch = headers[.ifMatch] else {
            if required { throw Problem("if-match-required", status: 428, field: "If-Match") }
            return nil
        }
        do {
            return try Conditions.expectedVersion(ifMatch)
        } catch {
            throw Problem("if-match-not-valid", status: 400, field: "If-Match")
        }
    }
}
