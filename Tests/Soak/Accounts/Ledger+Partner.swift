import Domain
import Postgres

extension Ledger {
    private struct Told: Decodable, Sendable {
        let id: String
        let what: String
    }

    /// Every event that was decided, against every `webhook-id` that the partner took.
    func webhooks() async throws -> Account {
        var account = Account("webhooks")
        account.waitsOnLadder = true
        let received = partner.received
        var sent: [String: String] = [:]
        for service in [ServiceName.directory, .events, .jobsBoard] {
            let told: [Told] = try await database(service).all(
                """
                SELECT event_id::text AS id, type || ' of ' || agg_id || ' version ' || agg_version AS what FROM outbox
                WHERE agg_type IN ('place', 'event', 'offer')
                """)
            for each in told { sent[each.id] = each.what }
        }
        account.sent = sent.count
        account.seen = sent.keys.count { received.taken[$0] != nil }
        account.lost = account.sent - account.seen
        let states = try await deliveries()
        for (id, what) in sent where received.taken[id] == nil {
            account.remark("\(id) (\(what)) was not taken: \(states[id] ?? "no delivery")")
        }
        for id in received.taken.keys where sent[id] == nil {
            account.double += 1
            account.remark("\(id) was never decided")
        }
        for (fact, identifiers) in received.identifiers where identifiers.count > 1 {
            account.double += identifiers.count - 1
            account.remark("\(fact) came as \(identifiers.sorted().joined(separator: " and "))")
        }
        account.repeated = received.taken.values.reduce(0) { $0 + $1 - 1 }
        account.stuck = try await database(.notifications).one(
            "SELECT count(*) FROM deliveries WHERE state = 'pending' AND next_attempt_at <= clock_timestamp()")
        return account
    }

    /// Of those that have not come to their end well.
    private func deliveries() async throws -> [String: String] {
        let rows: [Told] = try await database(.notifications).all(
            """
            SELECT event_id::text AS id, state || ', attempt ' || attempts || ', last '
                || coalesce(last_error, last_status::text, 'none') AS what
            FROM deliveries
            """)
        return Dictionary(rows.map { ($0.id, $0.what) }, uniquingKeysWith: { first, _ in first })
    }
}
