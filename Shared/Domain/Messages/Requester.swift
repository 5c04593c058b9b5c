/// On whose behalf a request is made. The gateway authenticates; the services decide what that person may do.
package struct Requester: Hashable, Sendable, Codable {
    package enum Role: String, Sendable, Codable {
        case visitor, partner, staff
    }

    package let role: Role
    /// The access key used, when one was.
    package let key: Identifier<AccessKey>?

    package init(role: Role, key: Identifier<AccessKey>? = nil) {
        self.role = role
        self.key = key
    }

    package static let visitor = Requester(role: .visitor)

    /// A name under which idempotency keys of different people are kept apart.
    package var name: String {
        key?.description ?? role.rawValue
    }

    /// Throws unless the requester is of the network's staff.
    package func mustBeStaff() throws(Problem) {
        guard role == .staff else { throw .forbidden }
    }
}
