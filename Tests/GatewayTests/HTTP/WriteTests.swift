import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// Orders by programs.
    @Suite struct WriteTests {
        private let key = ["authorization": "Bearer \(GatewayWorld.staffKey)", "content-type": "application/json"]

        private func send(
            _ world: GatewayWorld, _ method: String, _ path: String, _ body: String?, _ headers: [String: String] = [:]
        ) async throws -> HTTP.Answer {
            try await HTTP.send(
                method, world.url + path, headers: key.merging(headers) { $1 }, body: body.map { Data($0.utf8) })
        }

        @Test func `a new place is answered with where it is and its version`() async throws {
            try await withGateway { world in
                world.services.on(CreatePlace.self) { request in try place(request.name.text, version: 1) }
                let answer = try await send(
                    world, "POST", "/api/v1/places", #"{"name":"L’Établi"}"#, ["idempotency-key": "clef-1"])
                #expect(answer.status == 201)
                let id = try #require(try answer.json()["id"] as? String)
                #expect(answer.header("location") == "/api/v1/places/\(id)")
                #expect(answer.header("etag") == "\"1\"")
                let (request, headers) = try #require(try world.services.last(CreatePlace.self))
                #expect(request.name.text == "L’Établi")
                #expect(headers["x-idempotency-key"] == "clef-1")
                #expect(headers["traceparent"] != nil)
            }
        }

        @Test func `a change names the version and says what to empty`() async throws {
            try await withGateway { world in
                world.services.on(ChangePlace.self) { _ in try place(version: 4) }
                let path = "/api/v1/places/\(Place.ID.new())"
                let body = #"{"website":null,"name":"Nom"}"#
                #expect(try await send(world, "PATCH", path, body).status == 428)
                #expect(try await send(world, "PATCH", path, body, ["if-match": "x"]).status == 400)
                #expect(world.services.count(ChangePlace.self) == 0)
                let answer = try await send(world, "PATCH", path, body, ["if-match": "\"3-abc\""])
                #expect(answer.status == 200)
                #expect(answer.header("etag") == "\"4\"")
                let request = try #require(try world.services.last(ChangePlace.self)).request
                #expect(request.expectedVersion == 3)
                #expect(request.changes.name?.text == "Nom")
                guard case .clear = request.changes.website else {
                    Issue.record("null did not arrive")
                    return
                }
                #expect(request.changes.description == nil)
            }
        }

        @Test func `what the service refuses is told in the person's language`() async throws {
            try await withGateway { world in
                world.services.on(PublishEvent.self) { _ in throw Problem.versionMismatch(current: 9) }
                let path = "/api/v1/events/\(Event.ID.new())/publish"
                let answer = try await send(world, "POST", path, nil, ["accept-language": "en", "if-match": "\"3\""])
                #expect(answer.status == 412)
                #expect(answer.header("content-type") == "application/problem+json")
                let problem = try answer.json()
                #expect(problem["code"] as? String == "version-mismatch")
                #expect(problem["title"] as? String == "Changed meanwhile")
                #expect(problem["current_version"] as? Int == 9)
                #expect(problem["type"] as? String == "urn:maillage:problem:version-mismatch")
            }
        }

        @Test(arguments: [
            ("{", "application/json", 400, "json-not-valid"),
            (#"{"name":"a"}"#, "text/plain", 415, "media-type-not-supported"),
            ("", "application/json", 400, "json-not-valid"),
            (#"{"nmae":"a"}"#, "application/json", 422, "field-unknown"),
            (#"{"name":" "}"#, "application/json", 422, "text-not-allowed"),
            (#"{"name":"a\u0000b"}"#, "application/json", 422, "text-not-allowed"),
            (#"{"name":"a","website":"javascript:alert(1)"}"#, "application/json", 422, "url-not-valid"),
            (#"{"name":"a","confirmed_on":"2026-02-30"}"#, "application/json", 422, "date-not-valid"),
            (#"{"name":"\#(String(repeating: "a", count: 1_000_000))"}"#, "application/json", 413, "body-too-large"),
            (String(repeating: "[", count: 100_000), "application/json", 400, "json-not-valid"),
        ])
        func `a bad body reaches no service`(body: String, type: String, status: Int, code: String) async throws {
            try await withGateway { world in
                let answer = try await send(world, "POST", "/api/v1/places", body, ["content-type": type])
                #expect(answer.status == status)
                #expect(try answer.json()["code"] as? String == code)
                #expect(world.services.count(CreatePlace.self) == 0)
            }
        }

        @Test(arguments: [
            (nil, "key-required"), ("Bearer wrong-key-0123456789", "key-not-valid"), ("Basic abc", "key-not-valid"),
            ("Bearer", "key-not-valid"),
        ])
        func `a key is needed to write`(authorization: String?, code: String) async throws {
            try await withGateway { world in
                world.services.on(GetKey.self) { _ in throw Problem.notFound }
                var headers = ["content-type": "application/json"]
                headers["authorization"] = authorization
                let answer = try await HTTP.post(world.url + "/api/v1/places", json: ["name": "a"], headers: headers)
                #expect(answer.status == 401)
                #expect(try answer.json()["code"] as? String == code)
                #expect(answer.header("www-authenticate")?.hasPrefix("Bearer") == true)
                #expect(world.services.count(CreatePlace.self) == 0)
            }
        }

        @Test func `a service that is down refuses an order at once and says so`() async throws {
            try await withGateway(up: [.events]) { world in
                let (elapsed, answer) = try await timed {
                    try await send(world, "POST", "/api/v1/places", #"{"name":"a"}"#)
                }
                #expect(answer.status == 503)
                #expect(try answer.json()["code"] as? String == "service-unavailable")
                #expect(answer.header("retry-after") != nil)
                #expect(elapsed < .seconds(1))
            }
        }

        @Test func `what was written is read at once`() async throws {
            try await withGateway { world in
                let id = Place.ID.new()
                world.services.on(FindEvents.self) { _ in whole([]) }
                world.services.on(FindOffers.self) { _ in whole([]) }
                world.services.on(GetPlace.self) { _ in try place("Avant", id: id) }
                #expect(try await world.get("/api/v1/places/\(id)").json()["name"] as? String == "Avant")
                world.services.on(GetPlace.self) { _ in try place("Après", id: id) }
                #expect(try await world.get("/api/v1/places/\(id)").json()["name"] as? String == "Avant")
                world.services.on(ChangePlace.self) { _ in try place("Après", id: id) }
                _ = try await send(world, "PATCH", "/api/v1/places/\(id)", "{}", ["if-match": "*"])
                #expect(try await world.get("/api/v1/places/\(id)").json()["name"] as? String == "Après")
            }
        }

        @Test func `a webhook's secret is shown with it`() async throws {
            try await withGateway { world in
                world.services.on(CreateWebhook.self) { request in
                    CreatedWebhook(
                        webhook: Webhook(
                            id: .new(), version: 1, url: request.url, types: request.types, state: .active,
                            createdAt: Date(), updatedAt: Date()),
                        secret: "whsec_a", publicKey: "whpk_b")
                }
                let answer = try await send(
                    world, "POST", "/api/v1/webhooks",
                    #"{"url":"https://partenaire.example/x","types":["jobs_board.offer.published"]}"#)
                #expect(answer.status == 201)
                let body = try answer.json()
                #expect(body["secret"] as? String == "whsec_a")
                #expect(body["public_key"] as? String == "whpk_b")
                #expect(body["url"] as? String == "https://partenaire.example/x")
            }
        }
    }
}
