import Domain
import Foundation
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1)))
struct AuditTests {
    @Test func `every order of staff leaves a line in the log, in its own transaction; others leave none`() async throws
    {
        try await withTestDatabase(
            Directory.Migrations.all, extensions: ["postgis", "unaccent", "pg_trgm"]
        ) { database, _ in
            let operations = Directory.Requests(database: database, now: { noon }).operations
            let new = try JSON.decode(CreatePlace.self, from: Data(#"{"name": "Lieu"}"#.utf8))
            let place = try await operations.reply(new, as: Actor.staff)
            _ = try await operations.reply(new, as: Actor.partner([.placesWrite]))
            let person = try await operations.reply(
                CreatePerson(email: EmailAddress("a@exemple.fr")), as: Actor.administrator)
            let grant = RoleGrant.facilitator(of: place.id)
            _ = try await operations.reply(GrantRole(id: person.id, grant: grant), as: Actor.staff)
            #expect(
                try await operations.problem(CreatePerson(email: EmailAddress("A@exemple.fr")), as: Actor.staff)?.code
                    == "email-taken")
            let log = try await operations.reply(FindAudit(), as: Actor.staffKey).items
            #expect(
                log.map(\.action) == [
                    "directory.grant-role.v1", "directory.create-person.v1", "directory.create-place.v1",
                ])
            #expect(log[0].subjectId == person.id.description && log[0].detail == "facilitator \(place.id)")
            #expect(log[0].role == "staff" && log[0].personId == Actor.staff.person)
            #expect(log[1].subjectId == person.id.description && log[1].detail == nil)
            #expect(log[2].subjectId == place.id.description)
            #expect(try await operations.problem(FindAudit(), as: Actor.facilitator) == .forbidden)
        }
    }
}
