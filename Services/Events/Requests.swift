import Domain
import FoundationEssentials
import Postgres
import ServiceKit

/// What the service answers to.
struct Requests {
    let database: PostgresPool
    let network: NetworkSettings
    let now: @Sendable () -> Date

    var operations: [Operation] {
        [
            .query(FindEvents.self) { try await $0(by: $1, on: database) },
            .query(GetEvent.self) { try await $0(by: $1, on: database) },
            .command(CreateEvent.self, in: database, now: now) {
                try await $0(by: $1, at: $2, zone: network.timeZone, in: $3)
            },
            .command(ChangeEvent.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(PublishEvent.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(CancelEvent.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
        ]
    }
}
