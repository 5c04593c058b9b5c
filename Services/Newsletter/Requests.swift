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
            .command(CreateSubscriber.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .query(ReadSubscriberLink.self) { try await $0(by: $1, at: now(), on: database) },
            .command(ConfirmSubscriber.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(UnsubscribeSubscriber.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
        ]
    }
}
