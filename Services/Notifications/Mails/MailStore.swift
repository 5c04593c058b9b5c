import Domain
import FoundationEssentials
import Postgres

/// A mail to send. It describes itself without its address and its token.
struct MailToSend: Decodable, Sendable, CustomStringConvertible, CustomReflectable {
    enum Kind: String, Codable, Sendable {
        case signIn = "sign_in"
    }

    let id: EventID
    let kind: Kind
    let email: EmailAddress
    let language: Language
    let token: String
    let expiresAt: Date
    /// Counts the present one.
    let attempts: Int

    var description: String { "mail \(id)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// All SQL of mails. Due times and leases are compared with the database's clock only.
enum MailStore {
    /// Longer than an attempt may take.
    static let lease: TimeInterval = 120

    static func add(_ link: SignInLink, for event: EventID, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO mails (id, kind, email, language, token, expires_at, next_attempt_at)
            VALUES (\(event), \(MailToSend.Kind.signIn), \(link.email), \(link.language), \(link.token), \(link.expiresAt),
                clock_timestamp())
            ON CONFLICT (id) DO NOTHING
            """)
    }

    /// Takes one that is due, so that no other instance does before the lease ends.
    static func claim(on runner: some QueryRunner) async throws -> MailToSend? {
        try await runner.first(
            """
            UPDATE mails SET attempts = attempts + 1,
                leased_until = clock_timestamp() + \(lease) * interval '1 second'
            WHERE id = (
                SELECT id FROM mails
                WHERE next_attempt_at <= clock_timestamp() AND expires_at > clock_timestamp()
                    AND (leased_until IS NULL OR leased_until < clock_timestamp())
                ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, email, language, token, expires_at, attempts
            """)
    }

    static func remove(_ id: EventID, on runner: some QueryRunner) async throws {
        _ = try await runner.execute("DELETE FROM mails WHERE id = \(id)")
    }

    static func postpone(_ id: EventID, by seconds: TimeInterval, on runner: some QueryRunner) async throws {
        _ = try await runner.execute(
            """
            UPDATE mails SET leased_until = NULL,
                next_attempt_at = clock_timestamp() + \(seconds)::float8 * interval '1 second'
            WHERE id = \(id)
            """)
    }

    /// Forgets those whose link is of no use any more. Returns how many there were.
    static func removeExpired(on runner: some QueryRunner) async throws -> Int {
        try await runner.execute("DELETE FROM mails WHERE expires_at <= clock_timestamp()")
    }
}
