import Domain
import FoundationEssentials
import Postgres
import ServiceKit

/// Of people, their roles and sessions, of keys and of the audit log.
extension Requests {
    var people: [Operation] {
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
            .query(FindKeys.self) { try await $0(by: $1, on: database) },
            .command(CreateAccessKey.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .command(RevokeAccessKey.self, in: database, now: now) { try await $0(by: $1, at: $2, in: $3) },
            .query(FindAudit.self) { try await $0(by: $1, on: database) },
            .export(Session.self) { try await SessionStore.exported(after: $0, limit: $1, on: database) },
            // A link is told once or not at all.
            .export(SignInLink.self) { _, _ in [] },
        ]
    }
}
