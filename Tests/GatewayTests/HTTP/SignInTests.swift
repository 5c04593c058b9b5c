import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// Coming in by a mailed link, and what a cookie may do.
    @Suite struct SignInTests {
        private static let secret = String(repeating: "s", count: 43)
        private let browser = ["accept": "text/html,*/*;q=0.8"]
        private let cookie = ["cookie": "autre=1; __Host-maillage=\(Self.secret)"]

        private func post(
            _ world: GatewayWorld, _ path: String, _ body: String = "", _ headers: [String: String] = [:]
        ) async throws -> HTTP.Answer {
            let form = ["content-type": "application/x-www-form-urlencoded"].merging(browser) { $1 }
            return try await HTTP.send(
                "POST", world.url + path, headers: form.merging(headers) { $1 }, body: Data(body.utf8))
        }

        /// The headers of a page of this site with somebody signed in.
        private func own(_ world: GatewayWorld) -> [String: String] {
            cookie.merging(["origin": world.url]) { $1 }
        }

        private func session(
            _ role: Requester.Role = .visitor, version: Int = 1, ended: Bool = false, usedAt: Date = Date(),
            id: Session.ID = .new()
        ) -> Session {
            Session(
                id: id, version: version, hash: Authentication.hash(of: Self.secret), personId: .new(), role: role,
                places: [], circles: [], usedAt: usedAt.inWholeSeconds,
                expiresAt: usedAt.addingTimeInterval(Session.lasts).inWholeSeconds, ended: ended)
        }

        private func person(_ session: Session) throws -> Person {
            Person(
                id: session.personId, version: 1, email: try EmailAddress("alix@exemple.fr"), name: nil, grants: [],
                createdAt: Date().inWholeSeconds, updatedAt: Date().inWholeSeconds)
        }

        private func shown(_ secondsAgo: Double) -> String {
            "\(Int((Date().timeIntervalSince1970 - secondsAgo) * 1000))"
        }

        @Test func `the form is answered in the same way whoever asks, and programs are thanked and forgotten`()
            async throws
        {
            try await withGateway { world in
                world.services.on(RequestSignIn.self) { _ in Done() }
                let email = "email=alix%40exemple.fr"
                let page = try await post(world, "/sign-in", "\(email)&website=&shown=\(shown(10))")
                #expect(page.status == 200 && page.text.contains("Si cette adresse est connue"))
                #expect(try world.services.last(RequestSignIn.self)?.request.email.text == "alix@exemple.fr")
                let trapped = try await post(world, "/sign-in", "\(email)&website=x&shown=\(shown(10))")
                let blind = try await post(world, "/sign-in", email)
                #expect(trapped.text == page.text && blind.text == page.text)
                let hasty = try await post(world, "/sign-in", "\(email)&shown=\(shown(0.5))")
                #expect(hasty.text.contains("value=\"alix@exemple.fr\""))
                #expect(world.services.count(RequestSignIn.self) == 1)
                let program = try await HTTP.post(world.url + "/api/v1/sign-in", json: ["email": "b@exemple.fr"])
                #expect(program.status == 202)
            }
        }

        @Test func `the page behind the link asks, and its button sets the cookie`() async throws {
            try await withGateway { world in
                world.services.on(OpenSession.self) { order in
                    var session = session()
                    session.hash = order.sessionHash
                    return session
                }
                let page = try await world.get("/sign-in/jeton-1", browser)
                #expect(page.status == 200 && page.text.contains("<form method=\"post\">"))
                #expect(page.header("referrer-policy") == "same-origin" && page.header("cache-control") == "no-store")
                #expect(world.services.count(OpenSession.self) == 0)
                let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
                let opened = try await post(
                    world, "/sign-in/jeton-1", "", ["origin": world.url, "user-agent": agent])
                #expect(opened.status == 303 && opened.header("location") == "/account")
                let order = try #require(try world.services.last(OpenSession.self)).request
                #expect(order.linkHash == Authentication.hash(of: "jeton-1"))
                #expect(order.device.text == "Firefox · Linux")
                let set = try #require(opened.header("set-cookie"))
                let match = try #require(
                    set.wholeMatch(
                        of: /__Host-maillage=([A-Za-z0-9_-]{43}); Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure/)
                )
                #expect(order.sessionHash == Authentication.hash(of: match.1))
                let foreign = try await post(world, "/sign-in/jeton-1", "", ["origin": "https://evil.example"])
                #expect(foreign.status == 403 && foreign.header("set-cookie") == nil)
            }
        }

        @Test func `a link that is over says so`() async throws {
            try await withGateway { world in
                world.services.on(OpenSession.self) { _ in throw Problem("link-expired", status: 410) }
                let page = try await post(world, "/sign-in/jeton", "", ["origin": world.url])
                #expect(page.status == 410 && page.text.contains("Lien périmé"))
                #expect(page.header("set-cookie") == nil)
            }
        }

        @Test(arguments: [
            ["origin": "https://evil.example"], ["origin": "null"], ["sec-fetch-site": "cross-site"],
            ["sec-fetch-site": "same-site"], [:],
        ])
        func `what a cookie gives the right to is refused unless it surely comes from here`(
            headers: [String: String]
        ) async throws {
            try await withGateway { world in
                world.sessions.learn(session(.staff))
                world.services.on(CreatePlace.self) { _ in try place() }
                let url = world.url + "/api/v1/places"
                let headers = cookie.merging(headers) { $1 }
                let refused = try await HTTP.post(url, json: ["name": "a"], headers: headers)
                #expect(refused.status == 403)
                #expect(try refused.json()["code"] as? String == "origin-not-allowed")
                #expect(world.services.count(CreatePlace.self) == 0)
                #expect(try await post(world, "/sign-out", "", headers).status == 403)
                let own = try await HTTP.post(url, json: ["name": "a"], headers: own(world))
                #expect(own.status == 201)
                // A key is in no browser's hands.
                let key = try await HTTP.post(
                    url, json: ["name": "a"], key: GatewayWorld.staffKey, headers: ["origin": "https://evil.example"])
                #expect(key.status == 201)
            }
        }

        @Test func `services learn who is signed in, and with which rights`() async throws {
            try await withGateway { world in
                var known = session(.facilitator)
                known.places = [.new()]
                world.sessions.learn(known)
                world.services.on(CreateEvent.self) { _ in throw Problem.forbidden }
                _ = try await HTTP.post(
                    world.url + "/api/v1/events", json: ["title": "a", "starts_at": "2040-05-01T18:00:00Z"],
                    headers: own(world))
                let header = try #require(try world.services.last(CreateEvent.self)?.headers["x-requester"])
                let requester = try JSON.decode(Requester.self, from: Data(header.utf8))
                #expect(requester == Requester(known))
            }
        }

        @Test func `a session works while the directory is down, until it is told to be over`() async throws {
            try await withGateway(up: [.jobsBoard], speaking: [.directory]) { world in
                let known = session(.staff)
                world.sessions.learn(known)
                world.services.on(PublishOffer.self) { _ in throw Problem.transition }
                let path = world.url + "/api/v1/offers/\(Offer.ID.new())/publish"
                #expect(try await HTTP.post(path, headers: own(world)).status == 409)
                var ended = known
                ended.version = 2
                ended.ended = true
                try await world.tell(SessionEvents.ended, ended)
                try await eventually("it has ended here") {
                    try await HTTP.post(path, headers: own(world)).status == 401
                }
            }
        }

        @Test func `a session opened a moment ago works at once, a cookie worth nothing makes a visitor`() async throws
        {
            try await withGateway { world in
                let known = session(.staff)
                world.services.on(GetSession.self) { _ in known }
                world.services.on(GetAccount.self) { _ in try person(known) }
                world.services.on(FindSessions.self) { _ in SessionList(items: []) }
                let page = try await world.get("/account", browser.merging(cookie) { $1 })
                #expect(
                    page.status == 200 && page.text.contains("alix@exemple.fr") && page.text.contains("/admin/people"))
                world.services.on(GetSession.self) { _ in throw Problem.notFound }
                let other = ["cookie": "__Host-maillage=\(String(repeating: "x", count: 43))"]
                let led = try await world.get("/account", browser.merging(other) { $1 })
                #expect(led.status == 303 && led.header("location") == "/sign-in")
                world.services.on(FindPlaces.self) { _ in Page(items: [try place()], counted: 1, next: nil) }
                #expect(try await world.get("/places", browser.merging(other) { $1 }).status == 200)
            }
        }

        @Test func `what one person sees of their account is shown to nobody else`() async throws {
            try await withGateway { world in
                let known = session()
                world.sessions.learn(known)
                world.services.on(GetAccount.self) { _ in try person(known) }
                let mine = try await world.get("/api/v1/account", cookie)
                #expect(mine.status == 200 && mine.header("cache-control") == "private, no-store")
                #expect(try await world.get("/api/v1/account").status == 401)
                let shown = try place()
                world.services.on(FindPlaces.self) { _ in Page(items: [shown], counted: 1, next: nil) }
                let page = try await world.get("/places", browser.merging(cookie) { $1 })
                #expect(page.header("cache-control") == "private, no-store")
                let visitors = try await world.get("/places", browser)
                #expect(visitors.text == page.text && visitors.header("cache-control") == "no-cache")
            }
        }

        @Test func `the directory is told once that a session is in use`() async throws {
            try await withGateway { world async throws in
                let old = session(.staff, usedAt: Date().addingTimeInterval(-7200))
                world.sessions.learn(old)
                world.services.on(TouchSession.self) { _ in
                    var used = old
                    used.version = 2
                    used.usedAt = Date().inWholeSeconds
                    return used
                }
                world.services.on(FindPeople.self) { _ in Page(items: [], counted: 0, next: nil) }
                for _ in 0..<3 { #expect(try await world.get("/api/v1/people", cookie).status == 200) }
                #expect(world.services.count(TouchSession.self) == 1)
            }
        }

        @Test func `signing out ends the session and takes the cookie away`() async throws {
            try await withGateway { world in
                let known = session()
                world.sessions.learn(known)
                world.services.on(EndSession.self) { _ in Done() }
                world.services.on(GetSession.self) { _ in throw Problem.notFound }
                let left = try await post(world, "/sign-out", "", own(world))
                #expect(left.status == 303)
                #expect(left.header("set-cookie")?.hasPrefix("__Host-maillage=; Path=/; Max-Age=0;") == true)
                #expect(try world.services.last(EndSession.self)?.request.id == known.id)
                #expect(try await world.get("/api/v1/account", cookie).status == 401)
            }
        }

        @Test func `who signs in does not make others wait for pages composed anew`() async throws {
            try await withGateway(speaking: [.directory]) { world in
                world.services.on(FindPlaces.self) { _ in Page(items: [try place()], counted: 1, next: nil) }
                _ = try await world.get("/places", browser)
                try await eventually("it is kept") {
                    let before = world.services.count(FindPlaces.self)
                    _ = try await world.get("/places", browser)
                    return world.services.count(FindPlaces.self) == before
                }
                let before = world.services.count(FindPlaces.self)
                let known = session()
                try await world.tell(SessionEvents.started, known)
                try await eventually("it is heard") { world.sessions.find(hash: known.hash) != nil }
                _ = try await world.get("/places", browser)
                #expect(world.services.count(FindPlaces.self) == before)
            }
        }
    }
}
