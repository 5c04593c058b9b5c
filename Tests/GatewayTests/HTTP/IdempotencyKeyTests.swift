import Domain
import Foundation
import HTTPTypes
import Testing

@testable import Gateway

@Suite struct IdempotencyKeyTests {
    private func key(_ requester: Requester, from address: String, _ key: String = "1") throws -> String {
        try Incoming(
            target: "/", headers: [.idempotencyKey: key], requester: requester, address: address, language: .french,
            query: Query(""), captures: [:]
        ).idempotencyKey()
    }

    @Test func `visitors do not meet by their keys`() throws {
        let first = try key(.visitor, from: "192.0.2.1")
        #expect(try key(.visitor, from: "192.0.2.1") == first)
        #expect(try key(.visitor, from: "192.0.2.1", "2") != first)
        #expect(try key(.visitor, from: "192.0.2.2") != first)
        #expect(!first.contains("192.0.2.1"))
    }

    @Test func `who has an access key uses keys from anywhere`() throws {
        #expect(try key(Requester(role: .partner, key: .new()), from: "192.0.2.1") == "1")
    }
}
