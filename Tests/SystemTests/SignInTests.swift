import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Somebody's way in, told to six real processes: from the command line that names the first administrator to the end
/// of a session.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct SignInTests {
    @Test func `people come in by a mailed link, act within their rights, and go`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            let address = "admin-\(UUID().uuidString.prefix(8).lowercased())@exemple.fr"
            let said = try await system.run(.directory, "admin", "add", address)
            #expect(said.isEmpty, "what to do next is told to the person at the terminal")
            #expect(try await system.run(.directory, "admin", "list").contains(address))
            let door = SignInDoor(system)

            let link = try await door.link(for: address)
            let administrator = try await door.open(link)
            #expect(try await door.post(link, cookie: nil).status == 410, "a link works once")

            let facilitator = try await facilitator(door, by: administrator)
            try await forgeries(door, administrator)
            try await outage(system, door, facilitator)
            try await sessions(door, facilitator, administrator)
            try await expiry(system, door, address)
            try await secretsAreKeptNowhere(system, link)
        }
    }

    private struct Facilitator {
        let address: String
        let cookie: String
        let place: String
    }

    /// An administrator makes somebody the facilitator of a place, who then changes that place and no other.
    private func facilitator(_ door: SignInDoor, by administrator: String) async throws -> Facilitator {
        let (mine, other) = (
            try await door.made("/api/v1/places", ["name": "Le Relais"], administrator),
            try await door.made("/api/v1/places", ["name": "Ailleurs"], administrator)
        )
        let address = "animatrice-\(UUID().uuidString.prefix(8).lowercased())@exemple.fr"
        let person = try await door.made("/api/v1/people", ["email": address], administrator)
        let cookie = try await door.open(try await door.link(for: address))
        let change = ["confirmed_on": "2026-11-24"]
        func patch(_ place: String) async throws -> Int {
            try await HTTP.patch(
                door.system.url("/api/v1/places/\(place)"), json: change,
                headers: door.headers(cookie).merging(["if-match": "*"]) { $1 }
            ).status
        }
        #expect(try await patch(mine) == 403)
        let granted = try await door.post(
            "/api/v1/people/\(person)/grants", ["role": "facilitator", "subject_id": mine], administrator)
        #expect(granted.status == 200)
        try await eventually("the right holds in the open session", within: .seconds(2)) {
            try await patch(mine) == 200
        }
        #expect(try await patch(other) == 403)
        #expect(try await door.get("/admin/people", cookie).status == 403)
        let page = try await door.get("/account", cookie)
        #expect(page.status == 200 && page.text.contains("/places/\(mine)"))
        let log = try await door.get("/admin/audit", administrator)
        #expect(log.text.contains("directory.grant-role.v1") && log.text.contains("facilitator \(mine)"))
        return Facilitator(address: address, cookie: cookie, place: mine)
    }

    /// What another site makes a browser send is refused.
    private func forgeries(_ door: SignInDoor, _ cookie: String) async throws {
        for origin in ["https://evil.example", "null"] {
            let forged = try await HTTP.post(
                door.system.url("/api/v1/places"), json: ["name": "x"], headers: ["cookie": cookie, "origin": origin])
            #expect(forged.status == 403)
            #expect(try forged.json()["code"] as? String == "origin-not-allowed")
        }
    }

    /// While the directory is down, other services still know who asks.
    private func outage(_ system: TestSystem, _ door: SignInDoor, _ facilitator: Facilitator) async throws {
        try await eventually("the agenda knows the place") {
            try await system.one(
                "SELECT count(*) FROM known_places WHERE place_id::text = \(facilitator.place)", in: .events) == 1
        }
        _ = try await system.stop(.directory)
        let event: [String: Any] = [
            "title": "Atelier", "starts_at": "2040-05-01T18:00:00Z", "place_id": facilitator.place,
        ]
        let id = try await door.made("/api/v1/events", event, facilitator.cookie)
        #expect(try await door.post("/api/v1/events/\(id)/publish", nil, facilitator.cookie).status == 200)
        #expect(try await door.get("/events/\(id)", facilitator.cookie).status == 200)
        try await system.start(.directory)
    }

    /// A person sees where they are signed in and signs a browser out; it is over there at once.
    private func sessions(_ door: SignInDoor, _ facilitator: Facilitator, _ administrator: String) async throws {
        let second = try await door.open(try await door.link(for: facilitator.address))
        let list = try await door.get("/api/v1/account/sessions", second).json()
        let items = try #require(list["items"] as? [[String: Any]])
        #expect(items.count == 2)
        let other = try #require(items.first { $0["is_current"] as? Bool == false }?["id"] as? String)
        #expect(try await door.post("/account/sessions/\(other)/end", form: "", second).status == 303)
        try await eventually("the other browser is out", within: .seconds(2)) {
            try await door.get("/api/v1/account", facilitator.cookie).status == 401
        }
        #expect(try await door.get("/api/v1/account", second).status == 200)
        #expect(try await door.post("/sign-out", form: "", second).status == 303)
        #expect(try await door.get("/api/v1/account", second).status == 401)
        #expect(try await door.get("/api/v1/account", administrator).status == 200)
    }

    private func expiry(_ system: TestSystem, _ door: SignInDoor, _ address: String) async throws {
        let link = try await door.link(for: address)
        try await system.execute("UPDATE sign_in_links SET expires_at = now() - interval '1 second'", in: .directory)
        let late = try await door.post(link, cookie: nil)
        #expect(late.status == 410)
    }

    private func secretsAreKeptNowhere(_ system: TestSystem, _ link: String) async throws {
        let token = try #require(link.split(separator: "/").last.map(String.init))
        for service in ServiceName.allCases {
            #expect(try system.logLines(of: service, containing: token) == 0, "\(service.rawValue)")
        }
        try await eventually("no envelope is left") {
            try await system.one(
                "SELECT count(*) FROM outbox WHERE agg_type = 'sign_in_link' AND length(envelope) > 0",
                in: .directory) == 0
        }
        #expect(try await system.one("SELECT count(*) FROM mails", in: .notifications) == 0)
    }
}
