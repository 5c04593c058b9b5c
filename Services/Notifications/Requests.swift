import Domain
import FoundationEssentials
import Postgres
import ServiceKit

/// What the service answers to.
struct Requests {
    let database: PostgresPool
    let now: @Sendable () -> Date

    var operations: [Operation] {
        [
            .query(FindWebhooks.self) { try await $0(by: $1, on: database) },
            .query(GetWebhook.self) { try await $0(by: $1, on: database) },
            .query(FindDeliveries.self) { try await $0(by: $1, on: database) },
            .command(CreateWebhook.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(DisableWebhook.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
        ]
    }
}
