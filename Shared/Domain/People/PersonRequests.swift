/// Whoever asks, as the directory knows them.
package struct GetAccount: ServiceRequest {
    package typealias Reply = Person
    package static let name = "directory.get-account.v1"
    package static let owner = ServiceName.directory

    package init() {}
}

/// People, in the order of their addresses. Staff.
package struct FindPeople: ServiceRequest {
    package typealias Reply = Page<Person>
    package static let name = "directory.find-people.v1"
    package static let owner = ServiceName.directory

    /// A part of the name or of the address.
    package var text: String?
    package var page: PageQuery

    package init(text: String? = nil, page: PageQuery = PageQuery()) {
        self.text = text
        self.page = page
    }
}

package struct GetPerson: ServiceRequest {
    package typealias Reply = Person
    package static let name = "directory.get-person.v1"
    package static let owner = ServiceName.directory

    package var id: Person.ID

    package init(id: Person.ID) {
        self.id = id
    }
}

/// Lets somebody sign in, without any role yet. Staff.
package struct CreatePerson: ServiceRequest {
    package typealias Reply = Person
    package static let name = "directory.create-person.v1"
    package static let owner = ServiceName.directory

    package var email: EmailAddress
    package var name: OneLine?

    package init(email: EmailAddress, name: OneLine? = nil) {
        self.email = email
        self.name = name
    }
}

/// Changes a person's name or address. The new address is where links go from now on, and no link that was mailed
/// before is good any more: the way back for who has lost their mail, once staff has made sure of them.
package struct ChangePerson: ServiceRequest {
    package struct Changes: Codable, Sendable {
        package var email: EmailAddress?
        package var name: Patch<OneLine>?

        package init(email: EmailAddress? = nil, name: Patch<OneLine>? = nil) {
            self.email = email
            self.name = name
        }
    }

    package typealias Reply = Person
    package static let name = "directory.change-person.v1"
    package static let owner = ServiceName.directory

    package var id: Person.ID
    package var expectedVersion: Int?
    package var changes: Changes

    package init(id: Person.ID, expectedVersion: Int?, changes: Changes) {
        self.id = id
        self.expectedVersion = expectedVersion
        self.changes = changes
    }
}

/// Gives a person a role. Roles of staff are given by administrators.
package struct GrantRole: ServiceRequest {
    package typealias Reply = Person
    package static let name = "directory.grant-role.v1"
    package static let owner = ServiceName.directory

    package var id: Person.ID
    package var grant: RoleGrant

    package init(id: Person.ID, grant: RoleGrant) {
        self.id = id
        self.grant = grant
    }
}

/// Takes a role away; a no-op when the person does not have it.
package struct RevokeRole: ServiceRequest {
    package typealias Reply = Person
    package static let name = "directory.revoke-role.v1"
    package static let owner = ServiceName.directory

    package var id: Person.ID
    package var grant: RoleGrant

    package init(id: Person.ID, grant: RoleGrant) {
        self.id = id
        self.grant = grant
    }
}
