import Domain
import FoundationEssentials
import Postgres

/// All SQL of deliveries. Leases and due times are written and compared with the database's clock alone.
enum DeliveryStore {
    /// How long a sender may be silent before others take up what it held. It renews its leases far more often.
    static let lease = "30 seconds"

    static func add(optInFor subscriber: Subscriber.ID, token: LinkToken, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            INSERT INTO deliveries (id, kind, cause_id, subscriber_id, secret)
            VALUES (gen_random_uuid(), 'opt_in', \(UUID.version7()), \(subscriber), \(token.text))
            """)
    }

    /// Nothing that still waits goes to this person any more.
    static func withdraw(from subscriber: Subscriber.ID, in transaction: Transaction) async throws {
        _ = try await transaction.execute(
            """
            UPDATE deliveries SET state = 'withdrawn', secret = NULL, settled_at = clock_timestamp()
            WHERE subscriber_id = \(subscriber) AND state IN ('todo', 'deferred')
            """)
    }

    /// Sets aside for `holder` what is due and that nobody holds. What its reader no longer wants is withdrawn instead:
    /// they may have unsubscribed while it was under way.
    static func take(_ count: Int, for holder: UUID, in transaction: Transaction) async throws -> [Delivery] {
        try await transaction.all(
            """
            WITH due AS (
                SELECT id FROM deliveries
                WHERE state IN ('todo', 'deferred') AND due_at <= statement_timestamp()
                    AND (lease_until IS NULL OR lease_until < statement_timestamp())
                ORDER BY kind DESC, due_at, id
                LIMIT \(count)
                FOR UPDATE SKIP LOCKED
            ),
            withdrawn AS (
                UPDATE deliveries
                SET state = 'withdrawn', secret = NULL, holder = NULL, lease_until = NULL,
                    settled_at = clock_timestamp()
                FROM due, subscribers
                WHERE deliveries.id = due.id AND subscribers.id = deliveries.subscriber_id AND NOT \(isWanted)
            )
            UPDATE deliveries
            SET holder = \(holder), lease_until = statement_timestamp() + \(lease)::interval
            FROM due, subscribers
            WHERE deliveries.id = due.id AND subscribers.id = deliveries.subscriber_id AND \(isWanted)
            RETURNING deliveries.id, deliveries.kind, deliveries.cause_id, deliveries.subscriber_id,
                subscribers.email, subscribers.language, subscribers.unsubscribe_token, deliveries.secret,
                deliveries.deferrals
            """)
    }

    /// A letter goes to who confirmed; an opt-in mail to who has not answered yet.
    private static let isWanted: SQL =
        "(subscribers.state = CASE deliveries.kind WHEN 'edition' THEN 'confirmed' ELSE 'pending' END)"

    /// Marks what is about to be sent; returns those that may be. The others are no longer wanted, or were taken by
    /// another sender when this one was silent for too long.
    static func claim(_ ids: [Delivery.ID], by holder: UUID, in transaction: Transaction) async throws -> [Delivery.ID]
    {
        try await transaction.all(
            """
            UPDATE deliveries SET state = 'claimed', lease_until = statement_timestamp() + \(lease)::interval
            FROM subscribers
            WHERE deliveries.id = ANY(\(ids)) AND holder = \(holder) AND deliveries.state IN ('todo', 'deferred')
                AND subscribers.id = deliveries.subscriber_id AND \(isWanted)
            RETURNING deliveries.id
            """, as: Delivery.ID.self)
    }

    /// Records what became of a delivery. An uncertain one may still turn out to be sent, by its own sender.
    static func settling(_ id: Delivery.ID, as outcome: Delivery.Outcome, by holder: UUID) -> SQL {
        let change: SQL =
            switch outcome {
            case .sent(let reply):
                "state = 'sent', secret = NULL, last_reply = \(reply), settled_at = clock_timestamp()"
            case .refused(let reply):
                "state = 'refused', secret = NULL, last_reply = \(reply), settled_at = clock_timestamp()"
            case .deferred(let reply, let wait):
                """
                state = 'deferred', deferrals = deferrals + 1, last_reply = \(reply),
                    due_at = clock_timestamp() + \(wait.seconds) * interval '1 second'
                """
            case .blamedOnUs(let reply):
                """
                state = 'deferred', last_reply = \(reply),
                    due_at = clock_timestamp() + \(Delivery.waitAfterBlame.seconds) * interval '1 second'
                """
            case .uncertain:
                "state = 'uncertain', settled_at = clock_timestamp()"
            case .returned(let wait):
                """
                state = CASE WHEN deferrals = 0 THEN 'todo' ELSE 'deferred' END, holder = NULL,
                    due_at = greatest(due_at, clock_timestamp() + \(wait.seconds) * interval '1 second')
                """
            }
        return """
            UPDATE deliveries SET \(change), lease_until = NULL
            WHERE id = \(id) AND holder = \(holder) AND state IN ('todo', 'deferred', 'claimed', 'uncertain')
            """
    }

    static func renewLeases(of ids: [Delivery.ID], by holder: UUID, on runner: some QueryRunner) async throws {
        guard !ids.isEmpty else { return }
        _ = try await runner.execute(
            """
            UPDATE deliveries SET lease_until = statement_timestamp() + \(lease)::interval
            WHERE id = ANY(\(ids)) AND holder = \(holder) AND lease_until IS NOT NULL
            """)
    }

    /// Settles what a sender claimed and then fell silent about. An edition may have reached its reader, so it is not
    /// sent again; an opt-in mail is, under the same Message-ID.
    static func settleLapsed(on runner: some QueryRunner) async throws -> Int {
        try await runner.execute(
            """
            UPDATE deliveries
            SET state = CASE kind WHEN 'opt_in' THEN 'todo' ELSE 'uncertain' END, lease_until = NULL,
                settled_at = CASE kind WHEN 'opt_in' THEN NULL ELSE statement_timestamp() END
            WHERE state = 'claimed' AND lease_until < statement_timestamp()
            """)
    }

    /// What became of an edition's mails so far.
    struct Counts: Decodable, Sendable, Equatable {
        let waiting: Int
        let claimed: Int
        let sent: Int
        let refused: Int
        let deferred: Int
        let uncertain: Int
    }

    static func counts(of edition: Edition.ID, on runner: some QueryRunner) async throws -> Counts {
        try await runner.one(
            """
            SELECT count(*) FILTER (WHERE state = 'todo') AS waiting,
                count(*) FILTER (WHERE state = 'claimed') AS claimed,
                count(*) FILTER (WHERE state = 'sent') AS sent,
                count(*) FILTER (WHERE state = 'refused') AS refused,
                count(*) FILTER (WHERE state = 'deferred') AS deferred,
                count(*) FILTER (WHERE state = 'uncertain') AS uncertain
            FROM deliveries WHERE cause_id = \(edition)
            """)
    }

    /// What an operator watches, of all mails.
    struct Backlog: Decodable, Sendable {
        let waiting: Int
        let uncertain: Int
    }

    static func backlog(on runner: some QueryRunner) async throws -> Backlog {
        try await runner.one(
            """
            SELECT (SELECT count(*) FROM deliveries WHERE state IN ('todo', 'deferred')) AS waiting,
                (SELECT count(*) FROM deliveries WHERE state = 'uncertain') AS uncertain
            """)
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
