import Domain
import Foundation
import Outbox
import Postgres
import TestSupport

@testable import Directory

/// People of a directory, as tests make them.
struct People {
    let database: PostgresPool

    func create(_ email: String, _ grants: RoleGrant...) async throws -> Person {
        let order = CreatePerson(email: try EmailAddress(email))
        var person = try await database.transaction { try await order(by: .staff, at: noon, in: $0) }
        for grant in grants { person = try await give(grant, to: person) }
        return person
    }

    @discardableResult
    func give(
        _ grant: RoleGrant, to person: Person, by requester: Requester = .administrator
    ) async throws -> Person {
        try await database.transaction {
            try await GrantRole(id: person.id, grant: grant)(by: requester, at: noon, in: $0)
        }
    }

    /// What a mail would say; nil when there is none to send.
    func link(_ email: String, at now: Date = noon) async throws -> SignInLink? {
        let wish = RequestSignIn(email: try EmailAddress(email), language: .english)
        _ = try await database.transaction { try await wish(by: .visitor, at: now, in: $0) }
        let before = try await told()
        try await database.transaction { transaction in
            guard let wish = try await SignInStore.take(in: transaction) else { throw TestFailure("no wish") }
            try await MakeLink(wish: wish)(at: now, in: transaction)
        }
        let after = try await told()
        return after.count > before.count ? after.last : nil
    }

    private func told() async throws -> [SignInLink] {
        let envelopes: [Data] = try await database.all(
            "SELECT envelope FROM outbox WHERE type = 'directory.sign-in.requested.v1' ORDER BY id")
        return try envelopes.map { try JSON.decode(CloudEvent<SignInLink>.self, from: $0).data }
    }

    /// Opens a session by a link; its secret is `secret`.
    func open(_ link: SignInLink, secret: String = UUID().uuidString, at now: Date = noon) async throws -> Session {
        let order = OpenSession(
            linkHash: AccessKey.hash(of: link.token), sessionHash: AccessKey.hash(of: secret),
            device: try OneLine("Firefox · Linux"))
        return try await database.transaction { try await order(by: .visitor, at: now, in: $0) }
    }

    func signIn(_ email: String, at now: Date = noon) async throws -> Session {
        guard let link = try await link(email, at: now) else { throw TestFailure("no link") }
        return try await open(link, at: now)
    }

    /// What the gateway hears of sessions, in order.
    func toldSessions() async throws -> [Session] {
        let envelopes: [Data] = try await database.all(
            "SELECT envelope FROM outbox WHERE agg_type = 'session' ORDER BY id")
        return try envelopes.map { try JSON.decode(CloudEvent<Session>.self, from: $0).data }
    }
}

extension Requester {
    static let administrator = Requester(role: .administrator)
}
