import Domain
import FoundationEssentials
import Outbox
import Postgres

/// Makes a key worthless; one that is stays as it is.
struct RevokeKey {
    let id: AccessKey.ID

    func callAsFunction(at now: Date, in transaction: Transaction) async throws -> AccessKey {
        var key = try await AccessKeyStore.lock(id, in: transaction)
        guard !key.revoked else { return key }
        key.version += 1
        key.revoked = true
        try await AccessKeyStore.update(key, at: now, in: transaction)
        try await Outbox.append(AccessKeyEvents.revoked, key, at: now, in: transaction)
        return key
    }
}
