import Domain
import FoundationEssentials
import Postgres
import ServiceKit

/// What the service answers to. It hears nothing: facts about places begin here.
struct Requests {
    let database: PostgresPool
    let now: @Sendable () -> Date
    var zone = ServedTimeZone.paris

    var operations: [Operation] {
        [
            .query(FindPlaces.self) { try await $0(by: $1, on: database) },
            .query(GetPlace.self) { try await $0(by: $1, on: database) },
            .query(FindTerritories.self) { try await $0(by: $1, on: database) },
            .query(GetTerritory.self) { try await $0(by: $1, on: database) },
            .query(FindOutlines.self) { try await $0(by: $1, on: database) },
            .command(CreatePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, zone: zone, in: $3) },
            .command(ChangePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(ConfirmPlace.self, in: database, now: now) { try await $0(by: $1, at: $2, zone: zone, in: $3) },
            .command(PublishPlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(ClosePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .query(GetContacts.self) { try await $0(by: $1, on: database) },
            .query(GetPlaceStates.self) { try await $0(by: $1, on: database) },
            .query(FindDuplicates.self) { try await $0(by: $1, on: database) },
            .command(MergePlaces.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(MergeDuplicate.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(DismissDuplicate.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(UnmergePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .query(GetKey.self) { try await $0(by: $1, on: database) },
            .export(Place.self) { try await PlaceStore.exported(after: $0, limit: $1, on: database) },
            .export(AccessKey.self) { try await AccessKeyStore.exported(after: $0, limit: $1, on: database) },
        ] + people
    }
}
