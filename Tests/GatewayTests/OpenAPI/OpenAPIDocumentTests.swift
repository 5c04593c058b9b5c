import Domain
import Foundation
import HTTPTypes
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

@Suite struct OpenAPIDocumentTests {
    private func routes() throws -> [Route] {
        let cache = ViewCache(limit: 1_000, now: { Date() })
        let ask = Ask(send: { _, _, _, _, _ in [] })
        let sessions = SessionAuthentication(
            cookie: SessionCookie(publicURL: try network().publicURL), ring: SessionRing(), ask: ask,
            unknown: RateLimits(perMinute: 0, now: { Date() }), now: { Date() })
        return try Routes.all(
            Site(network: try network(), portal: try portal(), ask: ask, cache: cache, now: { Date() }), sessions)
    }

    private func document() throws -> [String: Any] {
        let json = OpenAPIDocument(routes: try routes(), title: "Essai", address: "https://portail.example").json
        let object = try JSONSerialization.jsonObject(with: Data(try json.encoded()))
        return try #require(object as? [String: Any])
    }

    @Test func `every route of the API is described, and nothing else`() throws {
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        let described = paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } }
        let routes = try routes().filter { $0.path.text.hasPrefix("/api/") }
        #expect(Set(described) == Set(routes.map { "\($0.method.rawValue) \($0.path.text)" }))
        #expect(described.count == 52)
        #expect(Set(routes.compactMap { $0.operation?.id }).count == routes.count)
    }

    @Test func `a route describes the named parts of its path`() throws {
        for route in try routes() where route.operation != nil {
            #expect(Set(route.path.names) == Set(route.parameters.filter { $0.place == .path }.map(\.name)))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an independent validator finds nothing wrong`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "openapi-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONSerialization.data(withJSONObject: try document()).write(to: file)
        let verdict = try await Judge.run(
            TestServers.python, ["-m", "openapi_spec_validator", "--schema", "3.1", file.path])
        #expect(verdict.status == 0, "\(verdict.output)")
    }
}
