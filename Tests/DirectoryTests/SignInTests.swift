import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct SignInTests {
    @Test func `a link opens one session, and its token is kept nowhere`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            let person = try await people.create("Alix@exemple.fr", .init(role: .staff))
            let link = try #require(try await people.link("alix@EXEMPLE.fr"))
            #expect(link.email.text == "Alix@exemple.fr" && link.language == .english)
            #expect(link.expiresAt == noon.addingTimeInterval(900))
            let kept = try await database.one("SELECT token_hash FROM sign_in_links", as: String.self)
            #expect(kept == AccessKey.hash(of: link.token) && kept != link.token)
            let session = try await people.open(link, secret: "secret")
            #expect(session.personId == person.id && session.role == .staff && session.isGood(at: noon))
            #expect(session.expiresAt == noon.addingTimeInterval(30 * 86_400))
            await #expect(throws: Problem("link-expired", status: 410)) { try await people.open(link) }
            #expect(try await GetSession(hash: AccessKey.hash(of: "secret"))(by: .visitor, on: database) == session)
        }
    }

    @Test func `a link that is fifteen minutes old opens nothing`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            _ = try await people.create("a@exemple.fr")
            let link = try #require(try await people.link("a@exemple.fr"))
            await #expect(throws: Problem("link-expired", status: 410)) {
                try await people.open(link, at: noon.addingTimeInterval(900))
            }
            #expect(try await people.open(link, at: noon.addingTimeInterval(899)).version == 1)
        }
    }

    @Test func `an address that nobody has is answered in the same way, and gets no mail`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            _ = try await people.create("a@exemple.fr")
            for email in ["a@exemple.fr", "b@exemple.fr"] {
                let order = RequestSignIn(email: try EmailAddress(email), language: nil)
                let reply = try await database.transaction { try await order(by: .visitor, at: noon, in: $0) }
                #expect(reply == Done())
            }
            // The answer was given before anybody looked whether the address is known.
            #expect(try await database.one("SELECT count(*) FROM sign_in_requests", as: Int.self) == 2)
            #expect(try await database.one("SELECT count(*) FROM outbox", as: Int.self) == 0)
            _ = try await database.execute("DELETE FROM sign_in_requests")
            #expect(try await people.link("b@exemple.fr") == nil)
            #expect(try await database.one("SELECT count(*) FROM sign_in_requests", as: Int.self) == 0)
        }
    }

    @Test func `nobody is written to more than three times while a link lasts`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            _ = try await people.create("a@exemple.fr")
            for _ in 0..<3 { #expect(try await people.link("a@exemple.fr") != nil) }
            #expect(try await people.link("a@exemple.fr") == nil)
            #expect(try await people.link("a@exemple.fr", at: noon.addingTimeInterval(901)) != nil)
        }
    }

    @Test func `the event with the link is published in time or never`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            _ = try await people.create("a@exemple.fr")
            let link = try #require(try await people.link("a@exemple.fr"))
            let end = try await database.one("SELECT fleeting_until FROM outbox", as: Date.self)
            #expect(end == link.expiresAt)
        }
    }

    @Test func `a session lasts longer when it is used, and that is told once an hour at most`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            _ = try await people.create("a@exemple.fr")
            let session = try await people.signIn("a@exemple.fr")
            func touch(after seconds: TimeInterval) async throws -> Session {
                try await database.transaction {
                    try await TouchSession()(
                        by: Requester(session), at: noon.addingTimeInterval(seconds), in: $0)
                }
            }
            #expect(try await touch(after: 3599) == session)
            let used = try await touch(after: 3600)
            #expect(used.version == 2 && used.expiresAt == session.expiresAt.addingTimeInterval(3600))
            #expect(try await people.toldSessions() == [session, used])
            #expect(try await touch(after: 40 * 86_400) == used, "what has ended is not brought back")
        }
    }

    @Test func `sessions are listed and ended by their person, and by nobody without a right`() async throws {
        try await withDirectory { database in
            let people = People(database: database)
            let staff = try await people.create("staff@exemple.fr", .init(role: .staff))
            _ = try await people.create("a@exemple.fr")
            _ = try await people.create("b@exemple.fr")
            let (first, second) = (try await people.signIn("a@exemple.fr"), try await people.signIn("a@exemple.fr"))
            let other = try await people.signIn("b@exemple.fr")
            let ofStaff = try await people.signIn("staff@exemple.fr")
            func list(_ session: Session) async throws -> [Session.ID] {
                try await FindSessions()(by: Requester(session), at: noon, on: database).items.map(\.id).sorted()
            }
            func end(_ session: Session, by requester: Requester) async throws {
                _ = try await database.transaction {
                    try await EndSession(id: session.id)(by: requester, at: noon, in: $0)
                }
            }
            #expect(try await list(first) == [first.id, second.id].sorted())
            await #expect(throws: Problem.notFound) { try await end(other, by: Requester(first)) }
            try await end(second, by: Requester(first))
            #expect(try await list(first) == [first.id])
            try await end(first, by: Requester(ofStaff))
            await #expect(throws: Problem.forbidden) {
                try await end(ofStaff, by: Requester(role: .staff, person: .new()))
            }
            await #expect(throws: Problem.forbidden) {
                try await FindSessions(personId: staff.id)(by: Requester(other), at: noon, on: database)
            }
            let ended = try await people.toldSessions().filter(\.ended)
            #expect(ended.map(\.id) == [second.id, first.id])
            let exported = try await SessionStore.exported(after: nil, limit: 10, on: database)
            #expect(exported.count == 4 && exported.filter(\.state.ended).count == 2)
        }
    }
}
