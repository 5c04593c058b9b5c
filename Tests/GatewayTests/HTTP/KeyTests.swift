import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct KeyRingTests {
    private func key(_ hash: String, version: Int, revoked: Bool = false) throws -> AccessKey {
        AccessKey(
            id: .new(), version: version, hash: hash, role: .staff, label: try OneLine("essai"), revoked: revoked)
    }

    @Test func `the newest of what is told of a key holds, in whatever order it comes`() throws {
        let ring = KeyRing()
        ring.learn(try key("a", version: 2, revoked: true))
        ring.learn(try key("a", version: 1))
        #expect(ring.key(withHash: "a")?.revoked == true)
        ring.replace(with: [try key("a", version: 1), try key("b", version: 1)])
        #expect(ring.key(withHash: "a")?.revoked == true)
        #expect(ring.key(withHash: "b")?.revoked == false)
        ring.replace(with: [try key("a", version: 2, revoked: true), try key("b", version: 2, revoked: true)])
        #expect(ring.key(withHash: "b")?.revoked == true)
    }
}

extension OverBrokerTests {
    @Suite struct KeyTests {
        private func key(_ text: String, version: Int = 1, revoked: Bool = false) throws -> AccessKey {
            AccessKey(
                id: .new(), version: version, hash: Authentication.hash(of: text), role: .staff,
                label: try OneLine("essai"), revoked: revoked)
        }

        private func create(_ world: GatewayWorld, _ key: String) async throws -> Int {
            world.services.on(CreatePlace.self) { _ in try place() }
            return try await HTTP.post(world.url + "/api/v1/places", json: ["name": "a"], key: key).status
        }

        @Test func `a key made a moment ago works at once, and is asked for once`() async throws {
            try await withGateway { world in
                world.services.on(GetKey.self) { _ in try key("fresh-key-0123456789") }
                let first = try await create(world, "fresh-key-0123456789")
                let second = try await create(world, "fresh-key-0123456789")
                #expect(first == 201 && second == 201)
                #expect(world.services.count(GetKey.self) == 1)
            }
        }

        @Test func `a key is learned and forgotten by what the directory tells`() async throws {
            try await withGateway(up: [.directory], speaking: [.directory]) { world in
                let text = "told-key-0123456789"
                let hash = Authentication.hash(of: text)
                world.services.on(GetKey.self) { _ in throw Problem.notFound }
                try await world.tell(AccessKeyEvents.created, try key(text))
                try await eventually("it is learned") { world.ring.key(withHash: hash) != nil }
                #expect(try await create(world, text) == 201)
                try await world.tell(AccessKeyEvents.revoked, try key(text, version: 2, revoked: true))
                try await eventually("it is revoked") { world.ring.key(withHash: hash)?.revoked == true }
                #expect(try await create(world, text) == 401)
            }
        }

        @Test func `a known key works while the directory is down`() async throws {
            try await withGateway(up: [.jobsBoard]) { world in
                world.services.on(PublishOffer.self) { _ in throw Problem.transition }
                let answer = try await HTTP.post(
                    world.url + "/api/v1/offers/\(Offer.ID.new())/publish", key: GatewayWorld.staffKey)
                #expect(answer.status == 409)
                let unknown = try await HTTP.post(
                    world.url + "/api/v1/offers/\(Offer.ID.new())/publish", key: "unknown-key-0123456789")
                #expect(unknown.status == 503)
            }
        }

        @Test func `guessing keys is slowed down before it becomes work`() async throws {
            try await withGateway { world in
                world.services.on(GetKey.self) { _ in throw Problem.notFound }
                var statuses: Set<Int> = []
                for number in 0..<60 { statuses.insert(try await create(world, "guessed-key-\(number)-0123")) }
                #expect(statuses == [401, 429])
                #expect(world.services.count(GetKey.self) < 60)
            }
        }
    }
}
