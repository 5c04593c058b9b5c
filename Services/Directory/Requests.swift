import Domain
import FoundationEssentials
import Postgres
import ServiceKit

/// What the service answers to. It hears nothing: facts about places begin here.
struct Requests {
    let database: PostgresPool
    let now: @Sendable () -> Date

    var operations: [Operation] {
        places + people + keys
    }

    private var places: [Operation] {
        [
            .query(FindPlaces.self) { try await $0(by: $1, on: database) },
            .query(GetPlace.self) { try await $0(by: $1, on: database) },
            .query(FindTerritories.self) { try await $0(by: $1, on: database) },
            .query(GetTerritory.self) { try await $0(by: $1, on: database) },
            .query(FindOutlines.self) { try await $0(by: $1, on: database) },
            .command(CreatePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(ChangePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(PublishPlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(ClosePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .query(GetContacts.self) { try await $0(by: $1, on: database) },
            .query(GetPlaceStates.self) { try await $0(by: $1, on: database) },
            .query(FindDuplicates.self) { try await $0(by: $1, on: database) },
            .command(MergePlaces.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(MergeDuplicate.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(DismissDuplicate.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(UnmergePlace.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .export(Place.self) { try await PlaceStore.exported(after: $0, limit: $1, on: database) },
        ]
    }

    private var people: [Operation] {
        [
            .query(GetAccount.self) { try await $0(by: $1, on: database) },
            .query(FindPeople.self) { try await $0(by: $1, on: database) },
            .query(GetPerson.self) { try await $0(by: $1, on: database) },
            .command(CreatePerson.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(ChangePerson.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(GrantRole.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(RevokeRole.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(RequestSignIn.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(OpenSession.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .query(GetSession.self) { try await $0(by: $1, on: database) },
            .query(FindSessions.self) { try await $0(by: $1, at: now(), on: database) },
            // Told of by the gateway, done by nobody: it has no line in the audit log.
            .command(TouchSession.self, in: database, now: now, prepare: { _ in }) {
                try await $0(by: $1, at: $2, in: $3)
            },
            .command(EndSession.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .query(FindAudit.self) { try await $0(by: $1, on: database) },
            .export(Session.self) { try await SessionStore.exported(after: $0, limit: $1, on: database) },
            // A link is told once or not at all.
            .export(SignInLink.self) { _, _ in [] },
        ]
    }

    private var keys: [Operation] {
        [
            .query(GetKey.self) { try await $0(by: $1, on: database) },
            .query(FindKeys.self) { try await $0(by: $1, on: database) },
            .command(CreateAccessKey.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(RevokeAccessKey.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .export(AccessKey.self) { try await AccessKeyStore.exported(after: $0, limit: $1, on: database) },
        ]
    }
}
