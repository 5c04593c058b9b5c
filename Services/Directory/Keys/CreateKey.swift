import Crypto
import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

/// Makes a key to the API. The key is told once, here; only its hash is kept.
struct CreateKey {
    let role: Requester.Role
    let label: OneLine
    /// Of a partner's key.
    var scopes = Scope.ofOldKeys

    /// - Returns: the key to hand over, and what is kept of it.
    func callAsFunction(at now: Date, in transaction: Transaction) async throws -> (secret: String, key: AccessKey) {
        let secret = "mlg_" + RandomSecret.make()
        let key = AccessKey(
            id: .new(), version: 1, hash: AccessKey.hash(of: secret), role: role, label: label, revoked: false,
            scopes: role == .partner ? scopes : nil)
        try await AccessKeyStore.insert(key, at: now, in: transaction)
        try await Outbox.append(AccessKeyEvents.created, key, at: now, in: transaction)
        return (secret, key)
    }
}

extension AccessKey {
    /// The key holds 256 random bits, so a plain digest of it tells nothing.
    static func hash(of secret: String) -> String {
        SHA256.hash(data: Data(secret.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
