import Domain
import FoundationEssentials
import Postgres

/// All SQL of subscribers and of the links mailed to them.
enum SubscriberStore {
    /// Keeps a new subscriber; false when the address is known already.
    static func insert(_ subscription: Subscription, in transaction: Transaction) async throws -> Bool {
        try await transaction.execute(
            """
            INSERT INTO subscribers (id, version, email, language, state, unsubscribe_token, consent_version,
                requested_at)
            VALUES (\(subscription.id), \(subscription.version), \(subscription.email), \(subscription.language),
                \(subscription.state), \(subscription.unsubscribeToken), \(subscription.consentVersion),
                \(subscription.requestedAt))
            ON CONFLICT ON CONSTRAINT subscribers_email_once DO NOTHING
            """) == 1
    }

    static func update(_ subscription: Subscription, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE subscribers SET version = \(subscription.version), language = \(subscription.language),
                state = \(subscription.state), consent_version = \(subscription.consentVersion),
                requested_at = \(subscription.requestedAt), confirmed_at = \(subscription.confirmedAt),
                unsubscribed_at = \(subscription.unsubscribedAt)
            WHERE id = \(subscription.id)
            """)
    }

    /// The subscriber with this address, locked until the transaction ends.
    static func lock(_ email: EmailAddress, in transaction: Transaction) async throws -> Subscription {
        try await transaction.one("SELECT \(columns) FROM subscribers WHERE email = \(email) FOR UPDATE")
    }

    static func lock(_ id: Subscriber.ID, in transaction: Transaction) async throws -> Subscription {
        try await transaction.one("SELECT \(columns) FROM subscribers WHERE id = \(id) FOR UPDATE")
    }

    /// The subscriber whom a token unsubscribes, locked until the transaction ends.
    static func lock(unsubscribing token: LinkToken, in transaction: Transaction) async throws -> Subscription? {
        try await transaction.first(
            "SELECT \(columns) FROM subscribers WHERE unsubscribe_token = \(token.text) FOR UPDATE")
    }

    static func find(_ token: LinkToken, on runner: some QueryRunner) async throws -> Subscription? {
        try await runner.first(
            """
            SELECT \(columns) FROM subscribers
            WHERE unsubscribe_token = \(token.text)
                OR id = (SELECT subscriber_id FROM confirmation_links WHERE token_hash = \(token.hash))
            """)
    }

    struct ConfirmationLink: Decodable, Sendable {
        let subscriberId: Subscriber.ID
        let expiresAt: Date
        let usedAt: Date?
    }

    static func addLink(
        _ token: LinkToken, for subscriber: Subscriber.ID, until end: Date, in transaction: Transaction
    ) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO confirmation_links (token_hash, subscriber_id, expires_at)
            VALUES (\(token.hash), \(subscriber), \(end))
            """)
    }

    static func link(_ token: LinkToken, on runner: some QueryRunner) async throws -> ConfirmationLink? {
        try await runner.first(
            "SELECT subscriber_id, expires_at, used_at FROM confirmation_links WHERE token_hash = \(token.hash)")
    }

    /// No link mailed before can confirm any more, used or not.
    static func closeLinks(of subscriber: Subscriber.ID, at now: Date, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            "UPDATE confirmation_links SET used_at = \(now) WHERE subscriber_id = \(subscriber) AND used_at IS NULL")
    }

    private static let columns: SQL = """
        id, version, email, language, state, unsubscribe_token, consent_version, requested_at, confirmed_at,
        unsubscribed_at
        """
}
