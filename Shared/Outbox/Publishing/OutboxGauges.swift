import Metrics
package import Postgres

/// Brings the outbox's gauges up to date. While the database is away they keep their last values.
package enum OutboxGauges {
    package static func report(from database: PostgresPool) async {
        guard let backlog = try? await OutboxStore.backlog(on: database) else { return }
        Meter(label: "outbox_pending").set(backlog.pending)
        Meter(label: "outbox_oldest_seconds").set(backlog.oldestSeconds)
        Meter(label: "outbox_parked").set(backlog.parked)
        Meter(label: "inbox_set_aside").set(backlog.setAside)
        Meter(label: "inbox_dead").set(backlog.dead)
    }
}
