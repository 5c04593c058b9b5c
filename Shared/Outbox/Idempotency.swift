import Domain
package import FoundationEssentials
package import Postgres

/// Carries out an order once for each key that its sender gave it, however often it arrives.
package enum Idempotency {
    /// An order's name: who gave it, and the key that they gave it.
    package struct Key: Sendable {
        let requester: String
        let key: String
        let fingerprint: Data

        /// The fingerprint is a digest of the whole order.
        package init(requester: String, key: String, fingerprint: Data) {
            self.requester = requester
            self.key = key
            self.fingerprint = fingerprint
        }
    }

    private struct FirstTime: Decodable, Sendable {
        let fingerprint: Data
        let reply: Data?
    }

    /// The reply kept from the first time, or that of `perform`, which is kept in the same transaction.
    /// - Throws: `Problem` with code `idempotency-key-reused` when the key was given to another order before.
    package static func once<Reply: Codable & Sendable>(
        _ key: Key,
        in transaction: Transaction,
        perform: () async throws -> Reply
    ) async throws -> Reply {
        let claimed = try await transaction.execute(
            """
            INSERT INTO idempotency_keys (actor, key, fingerprint)
            VALUES (\(key.requester), \(key.key), \(key.fingerprint))
            ON CONFLICT DO NOTHING
            """)
        guard claimed == 0 else {
            let reply = try await perform()
            _ = try await transaction.execute(
                """
                UPDATE idempotency_keys SET reply = \(try JSON.encode(reply))
                WHERE actor = \(key.requester) AND key = \(key.key)
                """)
            return reply
        }
        let first: FirstTime = try await transaction.one(
            """
            SELECT fingerprint, reply FROM idempotency_keys
            WHERE actor = \(key.requester) AND key = \(key.key)
            """)
        guard first.fingerprint == key.fingerprint else {
            throw Problem("idempotency-key-reused", status: 422)
        }
        guard let reply = first.reply else { throw Problem.internalError }
        return try JSON.decode(Reply.self, from: reply)
    }
}
