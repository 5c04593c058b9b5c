import Crypto
import Domain
import FoundationEssentials
import HTTPTypes

/// Says who is asking: by the key in `Authorization: Bearer`, or else by the cookie of a session.
struct Authentication: Sendable {
    let ring: KeyRing
    let ask: Ask
    /// For keys that are not in the ring: guessing must not become work for the directory.
    let unknownKeys: RateLimits
    let sessions: SessionAuthentication

    /// - Throws: `key-not-valid` for a key that does not exist, was revoked, or is no bearer key at all.
    func requester(_ headers: HTTPFields) async throws -> Requester {
        guard let authorization = headers[.authorization] else { return await sessions.requester(headers) }
        let parts = authorization.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer", (16...200).contains(parts[1].utf8.count) else {
            throw Self.notValid
        }
        let hash = Self.hash(of: parts[1])
        let key = try await key(withHash: hash)
        guard !key.revoked else { throw Self.notValid }
        return Requester(key)
    }

    /// A key made a moment ago may be known to the directory alone.
    private func key(withHash hash: String) async throws -> AccessKey {
        if let key = ring.key(withHash: hash) { return key }
        guard unknownKeys.allow("all") else { throw Problem("too-many-requests", status: 429) }
        do {
            let key = try await ask(GetKey(hash: hash), as: .visitor, budget: Reader.total)
            ring.learn(key)
            return key
        } catch let problem as Problem where problem.status < 500 {
            throw Self.notValid
        }
    }

    static func hash(of key: some StringProtocol) -> String {
        SHA256.hash(data: Data(key.utf8)).hexadecimal
    }

    private static let notValid = Problem("key-not-valid", status: 401)
}
