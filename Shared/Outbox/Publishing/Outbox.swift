package import Domain
package import FoundationEssentials
import Messaging
package import Postgres

/// Events written in the same transaction as the change that they tell. The relay publishes them once it is committed.
package enum Outbox {
    /// Writes an event. The change itself, with its new version, must be made before in the same transaction: the row
    /// lock that it takes is what makes the events of one aggregate rise in the order of their commits.
    ///
    /// An event that carries a secret is given `end`: it is published before that moment or not at all, its envelope is
    /// not kept once it was, and it can not be published anew.
    package static func append<State>(
        _ type: EventType<State>,
        _ state: State,
        at time: Date,
        causedBy cause: EventID? = nil,
        fleetingUntil end: Date? = nil,
        in transaction: Transaction
    ) async throws {
        try await append(contentsOf: [(type, state)], at: time, causedBy: cause, fleetingUntil: end, in: transaction)
    }

    /// Writes many events in one round trip, in the order given.
    package static func append<State>(
        contentsOf events: [(EventType<State>, State)],
        at time: Date,
        causedBy cause: EventID? = nil,
        fleetingUntil end: Date? = nil,
        in transaction: Transaction
    ) async throws {
        let trace = TraceContext.current
        let rows = try events.map { type, state in
            try row(CloudEvent(type, state, at: time, trace: trace, causation: cause), owner: type.owner, end)
        }
        guard !rows.isEmpty else { return }
        _ = try await transaction.batch(rows)
        transaction.afterCommit {
            FailPoint.reached("outbox.committed")
            CommitSignal.shared.send()
        }
    }

    private static func row<State>(_ event: CloudEvent<State>, owner: ServiceName, _ end: Date?) throws -> SQL {
        let headers = event.traceparent.map { ["traceparent": $0] } ?? [:]
        return """
            INSERT INTO outbox (event_id, agg_type, agg_id, agg_version, type, exchange, routing_key, correlation_id,
                envelope, headers, fleeting_until)
            VALUES (\(event.id), \(State.aggregateName), \(event.data.id), \(event.data.version), \(event.type),
                \(Topology.exchange(of: owner)),
                \(Topology.routingKey(type: event.type, aggregateID: event.subject)), \(event.correlationid),
                \(try JSON.encode(event)), \(json: headers), \(end))
            """
    }
}
