import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// The network's staff at work: facts entered by the public interface, as people enter them.
struct Staff: Sendable {
    let system: TestSystem
    let key: String

    /// Directory and gateway must run.
    static func atWork(on system: TestSystem) async throws -> Staff {
        Staff(system: system, key: try await system.staffKey())
    }

    func createPlace(_ name: String) async throws -> String {
        try await create("places", ["name": name, "address": ["commune": "Dijon"]])
    }

    func renamePlace(_ id: String, _ name: String) async throws {
        try await change("places", id, ["name": name])
    }

    /// An event that is announced to everybody.
    func announceEvent(_ title: String, at place: String? = nil) async throws -> String {
        let start = Date().addingTimeInterval(6 * 86_400).rfc3339
        var event = ["title": title, "starts_at": start]
        event["place_id"] = place
        let id = try await create("events", event)
        try await act("events", id, "publish")
        return id
    }

    func renameEvent(_ id: String, _ title: String) async throws {
        try await change("events", id, ["title": title])
    }

    func announceOffer(_ title: String) async throws -> String {
        let id = try await create("offers", ["title": title, "kind": "shared_job"])
        try await act("offers", id, "publish")
        return id
    }

    /// Waits until the broker has all that was told of places.
    func placesAreTold() async throws {
        try await eventually("all is told") {
            try await system.one("SELECT count(*) FROM outbox WHERE published_at IS NULL", in: .directory) == 0
        }
    }

    /// A partner's server, and the webhook that tells it.
    func registerWebhook(types: [String]) async throws -> PartnerServer {
        let server = try await PartnerServer.start()
        _ = try await create("webhooks", ["url": server.url, "types": types])
        return server
    }

    func create(_ noun: String, _ fields: [String: Any]) async throws -> String {
        let answer = try await HTTP.post(system.url("/api/v1/\(noun)"), json: fields, key: key)
        guard answer.status == 201, let id = try answer.json()["id"] as? String else {
            throw TestFailure("no \(noun) created: \(answer.status) \(answer.text)")
        }
        return id
    }

    private func change(_ noun: String, _ id: String, _ fields: [String: Any]) async throws {
        let address = system.url("/api/v1/\(noun)/\(id)")
        let answer = try await HTTP.patch(address, json: fields, key: key, headers: ["if-match": "*"])
        guard answer.status == 200 else { throw TestFailure("\(noun) not changed: \(answer.status) \(answer.text)") }
    }

    func act(_ noun: String, _ id: String, _ verb: String) async throws {
        let answer = try await HTTP.post(system.url("/api/v1/\(noun)/\(id)/\(verb)"), key: key)
        guard answer.status == 200 else { throw TestFailure("\(verb) not done: \(answer.status) \(answer.text)") }
    }
}
