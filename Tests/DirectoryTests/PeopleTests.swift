import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct PeopleTests {
    private let email = Problem("email-taken", status: 409, field: "email")

    private func change(
        _ person: Person, _ changes: ChangePerson.Changes, by requester: Requester, in database: PostgresPool
    ) async throws -> Person {
        let order = ChangePerson(id: person.id, expectedVersion: person.version, changes: changes)
        return try await database.transaction { try await order(by: requester, at: noon, in: $0) }
    }

    private func revoke(
        _ grant: RoleGrant, of person: Person, by requester: Requester, in database: PostgresPool
    ) async throws -> Person {
        try await database.transaction {
            try await RevokeRole(id: person.id, grant: grant)(by: requester, at: noon, in: $0)
        }
    }

    @Test func `two people never have the same address`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            _ = try await people.create("alix@exemple.fr")
            await #expect(throws: email) { try await people.create("ALIX@exemple.fr") }
            let other = try await people.create("b@exemple.fr")
            await #expect(throws: email) {
                try await change(other, .init(email: EmailAddress("Alix@exemple.fr")), by: .staff, in: database)
            }
        }
    }

    @Test func `staff brings somebody back who has lost their mail; what the old address held is over`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            let person = try await people.create("perdue@exemple.fr")
            let session = try await people.signIn("perdue@exemple.fr")
            let link = try #require(try await people.link("perdue@exemple.fr"))
            let lastSignIn = try await GetPerson(id: person.id)(by: .staff, on: database)
            let changed = try await change(
                lastSignIn, .init(email: EmailAddress("retrouvee@exemple.fr")), by: .staff, in: database)
            #expect(changed.version == person.version + 1)
            await #expect(throws: Problem("link-expired", status: 410)) { try await people.open(link) }
            #expect(try await people.toldSessions().last?.ended == true)
            #expect(try await people.toldSessions().last?.id == session.id)
            #expect(try await people.link("perdue@exemple.fr") == nil)
            #expect(try await people.link("retrouvee@exemple.fr") != nil)
        }
    }

    @Test func `only administrators touch those of the staff and their roles`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            let administrator = try await people.create("admin@exemple.fr", .init(role: .administrator))
            let person = try await people.create("a@exemple.fr")
            for role in [RoleGrant.Role.staff, .administrator] {
                await #expect(throws: Problem.forbidden) {
                    try await people.give(RoleGrant(role: role), to: person, by: .staff)
                }
            }
            await #expect(throws: Problem.forbidden) {
                try await change(
                    administrator, .init(email: EmailAddress("x@exemple.fr")), by: .staff, in: database)
            }
            await #expect(throws: Problem.forbidden) {
                try await revoke(.init(role: .administrator), of: administrator, by: .staff, in: database)
            }
            #expect(try await people.give(.init(role: .staff), to: person).grants.areOfStaff)
        }
    }

    @Test func `the last administrator stays one`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            let first = try await people.create("a@exemple.fr", .init(role: .administrator))
            await #expect(throws: Problem("last-administrator", status: 409)) {
                try await revoke(.init(role: .administrator), of: first, by: .administrator, in: database)
            }
            _ = try await people.create("b@exemple.fr", .init(role: .administrator))
            let left = try await revoke(.init(role: .administrator), of: first, by: .administrator, in: database)
            #expect(left.grants.isEmpty)
        }
    }

    @Test func `a role given or taken holds at once in open sessions`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            let place = try await create(
                try JSON.decode(CreatePlace.self, from: Data(#"{"name": "Lieu"}"#.utf8)), in: database)
            let person = try await people.create("a@exemple.fr")
            let session = try await people.signIn("a@exemple.fr")
            #expect(session.role == .visitor)
            _ = try await people.give(.facilitator(of: place.id), to: person, by: .staff)
            let told = try #require(try await people.toldSessions().last)
            #expect(told.role == .facilitator && told.places == [place.id] && told.version == 2)
            #expect(try await GetSession(hash: session.hash)(by: .visitor, on: database) == told)
            let bare = try await revoke(.facilitator(of: place.id), of: person, by: .staff, in: database)
            #expect(bare.grants.isEmpty)
            #expect(try await people.toldSessions().last?.places == [])
            await #expect(throws: InvalidValue(.unknownPlace, field: "subject_id")) {
                try await people.give(.facilitator(of: .new()), to: person, by: .staff)
            }
            await #expect(throws: Problem("field-required", status: 422, field: "subject_id")) {
                try await people.give(.init(role: .caretaker), to: person, by: .staff)
            }
        }
    }

    @Test func `what is told of sessions carries neither address nor name`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            _ = try await people.create("adresse-secrete@exemple.fr", .init(role: .staff))
            _ = try await people.signIn("adresse-secrete@exemple.fr")
            let envelopes: [Data] = try await database.all("SELECT envelope FROM outbox WHERE agg_type = 'session'")
            #expect(envelopes.count == 1)
            #expect(envelopes.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("secrete") })
        }
    }

    @Test func `people are found by a part of name or address, page by page`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            for name in ["c", "a", "B", "d_d"] { _ = try await people.create("\(name)@exemple.fr") }
            var found: [String] = []
            var cursor: String?
            repeat {
                let page = try await FindPeople(page: PageQuery(limit: 3, cursor: cursor))(by: .staff, on: database)
                #expect(page.total == 4)
                found += page.items.map(\.email.text)
                cursor = page.next
            } while cursor != nil
            #expect(found == ["a@exemple.fr", "B@exemple.fr", "c@exemple.fr", "d_d@exemple.fr"])
            #expect(try await FindPeople(text: "D_D")(by: .staff, on: database).items.count == 1)
        }
    }
}
