import Domain
import FoundationEssentials
import KnownPlaces
import Postgres
import ServiceKit

/// What the service answers to.
struct Requests: Sendable {
    let database: PostgresPool
    let network: NetworkSettings
    let now: @Sendable () -> Date

    var operations: [Operation] {
        [
            .query(FindEvents.self) { try await $0(by: $1, on: database) },
            .query(GetEvent.self) { try await $0(by: $1, on: database) },
            .command(CreateEvent.self, in: database, now: now, prepare: { try await know($0.placeId) }) {
                try await $0(by: $1, at: $2, zone: network.timeZone, in: $3)
            },
            .command(ChangeEvent.self, in: database, now: now, prepare: { try await know($0.changes.placeId?.value) }) {
                try await $0(by: $1, at: $2, in: $3)
            },
            .command(PublishEvent.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(CancelEvent.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .export(Event.self) { try await EventStore.exported(after: $0, limit: $1, on: database) },
        ]
    }

    @Sendable private func know(_ place: Place.ID?) async throws {
        try await KnownPlaces.require(place, on: database)
    }
}
