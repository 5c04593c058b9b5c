import Domain
import FoundationEssentials
import Postgres

/// All SQL of wishes to sign in and of the links that are mailed for them.
enum SignInStore {
    struct Wish: Decodable, Sendable {
        let email: EmailAddress
        let language: Language
        let requestedAt: Date
    }

    static func add(_ wish: RequestSignIn, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO sign_in_requests (email, language, requested_at)
            VALUES (\(wish.email), \(wish.language ?? .french), \(now))
            """)
    }

    /// Takes the oldest wish away; other instances take others meanwhile.
    static func take(in transaction: Transaction) async throws -> Wish? {
        try await transaction.first(
            """
            DELETE FROM sign_in_requests
            WHERE id = (SELECT id FROM sign_in_requests ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING email, language, requested_at
            """)
    }

    static func addLink(
        _ hash: String, for person: Person.ID, from now: Date, until end: Date, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO sign_in_links (token_hash, person_id, created_at, expires_at)
            VALUES (\(hash), \(person), \(now), \(end))
            """)
    }

    /// How many links were made for a person since a moment.
    static func links(of person: Person.ID, since moment: Date, in transaction: Transaction) async throws -> Int {
        try await transaction.one(
            "SELECT count(*) FROM sign_in_links WHERE person_id = \(person) AND created_at > \(moment)", as: Int.self)
    }

    /// Uses a link up; nil when it is none, is too old, or was used before.
    static func use(_ hash: String, at now: Date, in transaction: Transaction) async throws -> Person.ID? {
        try await transaction.first(
            """
            UPDATE sign_in_links SET used_at = \(now)
            WHERE token_hash = \(hash) AND used_at IS NULL AND expires_at > \(now)
            RETURNING person_id
            """)
    }

    static func closeLinks(of person: Person.ID, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            "UPDATE sign_in_links SET used_at = \(now) WHERE person_id = \(person) AND used_at IS NULL")
    }

    /// Links that are an hour too old are of no use to anybody.
    static func removeExpired(at now: Date, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            "DELETE FROM sign_in_links WHERE expires_at < \(now.addingTimeInterval(-3600))")
    }
}
