import Domain
import HTTPTypes
import HummingbirdCore
import ServiceKit

/// People and their roles in the API, for staff.
struct PeopleViews: Sendable {
    let site: Site

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let query = FindPeople(text: incoming.query["q"], page: try incoming.query.page())
        return View(sources: []) { read in try .json(try await read(query)) }
    }

    @Sendable func show(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Person.self)
        return View(sources: []) { read in
            let person = try await read(GetPerson(id: id))
            return try .json(person, version: person.version)
        }
    }

    @Sendable func sessions(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Person.self)
        return View(sources: []) { read in try .json(try await read(FindSessions(personId: id))) }
    }

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        let person = try await site.orderAside(try incoming.decoded(CreatePerson.self), incoming)
        var response = try Response(person)
        response.status = .created
        response.headers[.location] = "/api/v1/people/\(person.id)"
        return response
    }

    @Sendable func change(_ incoming: Incoming) async throws -> Response {
        let order = ChangePerson(
            id: try incoming.id(of: Person.self), expectedVersion: try incoming.expectedVersion(required: true),
            changes: try incoming.decoded(ChangePerson.Changes.self))
        return try Response(try await site.orderAside(order, incoming))
    }

    @Sendable func grant(_ incoming: Incoming) async throws -> Response {
        let order = GrantRole(
            id: try incoming.id(of: Person.self), grant: try incoming.decoded(RoleGrant.self))
        return try Response(try await site.orderAside(order, incoming))
    }

    @Sendable func revoke(_ incoming: Incoming) async throws -> Response {
        let order = RevokeRole(
            id: try incoming.id(of: Person.self), grant: try incoming.decoded(RoleGrant.self))
        return try Response(try await site.orderAside(order, incoming))
    }
}

extension Response {
    /// A person, with the tag that a change names.
    fileprivate init(_ person: Person) throws {
        try self.init(json: person)
        headers[.eTag] = "\"\(person.version)\""
    }
}

/// Keys and the log of actions in the API, for staff.
struct KeyViews: Sendable {
    let site: Site

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let page = try incoming.query.page()
        return View(sources: []) { read in
            try .json(ListDocument(try await read(FindKeys(page: page))) { KeyDocument($0) })
        }
    }

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        let wanted = try incoming.decoded(WantedKey.self)
        let (secret, key) = try await site.makeKey(wanted, incoming)
        var response = try Response(json: KeyDocument(key, secret: secret), status: .created)
        response.headers[.location] = "/api/v1/keys/\(key.id)"
        response.headers[.eTag] = "\"\(key.version)\""
        return response
    }

    @Sendable func revoke(_ incoming: Incoming) async throws -> Response {
        _ = try await site.orderAside(RevokeAccessKey(id: try incoming.id(of: AccessKey.self)), incoming)
        return Response(status: .noContent, headers: Fields.common)
    }

    @Sendable func audit(_ incoming: Incoming) throws -> View {
        let page = try incoming.query.page()
        return View(sources: []) { read in try .json(try await read(FindAudit(page: page))) }
    }
}

/// What somebody wants of a new key.
struct WantedKey: Decodable {
    let label: OneLine
    let role: Requester.Role?
    let scopes: [Scope]?
}

/// A key as it is shown: without its hash, and with the key itself at its making alone.
struct KeyDocument: Encodable {
    let id: AccessKey.ID
    let version: Int
    let role: Requester.Role
    let label: OneLine
    let scopes: [Scope]
    let revoked: Bool
    let key: String?

    init(_ key: AccessKey, secret: String? = nil) {
        id = key.id
        version = key.version
        role = key.role
        label = key.label
        scopes = Requester(key).scopes
        revoked = key.revoked
        self.key = secret
    }
}

extension Site {
    /// Makes a key. The directory learns its hash alone.
    func makeKey(_ wanted: WantedKey, _ incoming: Incoming) async throws -> (secret: String, key: AccessKey) {
        let secret = "mlg_" + RandomSecret.make()
        let key = try await orderAside(
            CreateAccessKey(
                hash: Authentication.hash(of: secret), label: wanted.label, role: wanted.role ?? .partner,
                scopes: wanted.scopes ?? []),
            incoming)
        return (secret, key)
    }
}
