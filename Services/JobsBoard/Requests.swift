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
            .query(FindOffers.self) { try await $0(by: $1, zone: network.timeZone, on: database) },
            .query(GetOffer.self) { try await $0(by: $1, on: database) },
            .command(CreateOffer.self, in: database, now: now, prepare: { try await know($0.placeId) }) {
                try await $0(by: $1, at: $2, in: $3)
            },
            .command(ChangeOffer.self, in: database, now: now, prepare: { try await know($0.changes.placeId?.value) }) {
                try await $0(by: $1, at: $2, in: $3)
            },
            .command(PublishOffer.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(CloseOffer.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .export(Offer.self) { try await OfferStore.exported(after: $0, limit: $1, on: database) },
        ]
    }

    @Sendable private func know(_ place: Place.ID?) async throws {
        try await KnownPlaces.require(place, on: database)
    }
}
