/// On whose behalf a request is made. The gateway authenticates; the services decide what that person may do.
package struct Requester: Hashable, Sendable, Codable {
    package enum Role: String, Sendable, Codable {
        case visitor, partner, facilitator, caretaker, staff, administrator
    }

    /// The highest role. Somebody who signed in and has none is a visitor.
    package let role: Role
    /// The access key used, when one was.
    package let key: Identifier<AccessKey>?
    /// Who signed in, when somebody did, and in which session.
    package let person: Identifier<Person>?
    package let session: Identifier<Session>?
    /// Those that the person is a facilitator of.
    package let places: [Identifier<Place>]
    /// Those that the person is a caretaker of.
    package let circles: [Identifier<RoleSubject>]
    /// What the key may do.
    package let scopes: [Scope]

    package init(
        role: Role, key: Identifier<AccessKey>? = nil, scopes: [Scope]? = nil, person: Identifier<Person>? = nil,
        session: Identifier<Session>? = nil, places: [Identifier<Place>] = [], circles: [Identifier<RoleSubject>] = []
    ) {
        self.role = role
        self.key = key
        self.scopes = scopes ?? (role == .partner ? Scope.ofOldKeys : [])
        self.person = person
        self.session = session
        self.places = places
        self.circles = circles
    }

    package init(_ session: Session) {
        self.init(
            role: session.role, person: session.personId, session: session.id, places: session.places,
            circles: session.circles)
    }

    package init(_ key: AccessKey) {
        self.init(role: key.role, key: key.id, scopes: key.scopes)
    }

    package static let visitor = Requester(role: .visitor)

    /// A name under which idempotency keys of different people are kept apart.
    package var name: String {
        key?.description ?? person?.description ?? role.rawValue
    }

    /// Whether nobody knows who is there.
    package var isAnonymous: Bool {
        key == nil && person == nil
    }

    package var isStaff: Bool {
        role == .staff || role == .administrator
    }

    package func has(_ scope: Scope) -> Bool {
        role == .partner && scopes.contains(scope)
    }

    /// Throws unless the requester is of the network's staff.
    package func mustBeStaff() throws(Problem) {
        guard isStaff else { throw .forbidden }
    }

    /// Throws unless the requester is an administrator.
    package func mustBeAdministrator() throws(Problem) {
        guard role == .administrator else { throw .forbidden }
    }
}

extension Requester {
    private enum CodingKeys: String, CodingKey {
        case role, key, person, session, places, circles, scopes
    }

    /// A gateway of an earlier version says less, one of a later version may name a role that has no rights here.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            role: Role(rawValue: try container.decode(String.self, forKey: .role)) ?? .visitor,
            key: try container.decodeIfPresent(Identifier<AccessKey>.self, forKey: .key),
            scopes: try container.decodeIfPresent([Scope].self, forKey: .scopes),
            person: try container.decodeIfPresent(Identifier<Person>.self, forKey: .person),
            session: try container.decodeIfPresent(Identifier<Session>.self, forKey: .session),
            places: try container.decodeIfPresent([Identifier<Place>].self, forKey: .places) ?? [],
            circles: try container.decodeIfPresent([Identifier<RoleSubject>].self, forKey: .circles) ?? [])
    }
}
