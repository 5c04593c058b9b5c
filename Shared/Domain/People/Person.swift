package import FoundationEssentials

/// Somebody who can sign in. What stands here is for that person and for staff: no event carries it.
package struct Person: Codable, Sendable, Hashable {
    package typealias ID = Identifier<Person>

    package var id: ID
    package var version: Int
    /// Where sign-in links are sent. Two people never have the same one, whatever its capitals.
    package var email: EmailAddress
    package var name: OneLine?
    package var grants: [RoleGrant]
    package var createdAt: Date
    package var updatedAt: Date
    package var lastSignInAt: Date?

    package init(
        id: ID, version: Int, email: EmailAddress, name: OneLine?, grants: [RoleGrant], createdAt: Date,
        updatedAt: Date, lastSignInAt: Date? = nil
    ) {
        self.id = id
        self.version = version
        self.email = email
        self.name = name
        self.grants = grants
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.lastSignInAt = lastSignInAt
    }
}

/// What a role can be about: a place for its facilitators, a circle for its caretakers.
package enum RoleSubject {}

/// One role of one person.
package struct RoleGrant: Codable, Sendable, Hashable {
    package enum Role: String, OpenEnumeration {
        /// Of one place.
        case facilitator
        /// Of one circle.
        case caretaker
        case staff, administrator, other

        /// Whether the role is one about something, or one about the whole network.
        package var hasSubject: Bool {
            self == .facilitator || self == .caretaker
        }
    }

    package var role: Role
    /// The place or the circle; nil for roles that have none.
    package var subjectId: Identifier<RoleSubject>?

    package init(role: Role, subjectId: Identifier<RoleSubject>? = nil) {
        self.role = role
        self.subjectId = subjectId
    }

    package static func facilitator(of place: Place.ID) -> RoleGrant {
        RoleGrant(role: .facilitator, subjectId: Identifier(place.uuid))
    }
}

extension [RoleGrant] {
    package func contains(_ role: RoleGrant.Role) -> Bool {
        contains { $0.role == role }
    }

    /// Whether only administrators may touch the person who has these.
    package var areOfStaff: Bool {
        contains(.staff) || contains(.administrator)
    }

    /// What all of them come to: the highest role, and the places and circles of the others.
    package var role: Requester.Role {
        if contains(.administrator) { return .administrator }
        if contains(.staff) { return .staff }
        if contains(.facilitator) { return .facilitator }
        return contains(.caretaker) ? .caretaker : .visitor
    }

    package var places: [Place.ID] {
        filter { $0.role == .facilitator }.compactMap { $0.subjectId.map { Identifier($0.uuid) } }
    }

    package var circles: [Identifier<RoleSubject>] {
        filter { $0.role == .caretaker }.compactMap(\.subjectId)
    }
}
