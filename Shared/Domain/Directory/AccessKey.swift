/// A key with which a program calls the API. The key itself is shown once, at creation; only its hash is kept and told.
package struct AccessKey: ExportedAggregate, Hashable {
    package typealias ID = Identifier<AccessKey>
    package static let aggregateName = "key"
    package static let owner = ServiceName.directory
    package static let exportName = "directory.export-keys.v1"

    package var id: ID
    package var version: Int
    /// SHA-256 of the key in lower-case hexadecimal. The key holds 256 random bits, so its hash can be told.
    package var hash: String
    package var role: Requester.Role
    package var label: OneLine
    package var revoked: Bool
    /// Of a partner's key; nil for one that is older than scopes, and for keys of staff.
    package var scopes: [Scope]?

    package init(
        id: ID, version: Int, hash: String, role: Requester.Role, label: OneLine, revoked: Bool, scopes: [Scope]? = nil
    ) {
        self.id = id
        self.version = version
        self.hash = hash
        self.role = role
        self.label = label
        self.revoked = revoked
        self.scopes = scopes
    }
}

/// What `directory` tells of access keys, for the gateway.
package enum AccessKeyEvents {
    package static let created = EventType<AccessKey>("directory.key.created.v1", owner: .directory)
    package static let revoked = EventType<AccessKey>("directory.key.revoked.v1", owner: .directory)

    package static let all = [created, revoked]
}

/// The key with this hash, for a gateway that was shown one whose event it has not heard yet.
package struct GetKey: ServiceRequest {
    package typealias Reply = AccessKey
    package static let name = "directory.get-key.v1"
    package static let owner = ServiceName.directory

    package var hash: String

    package init(hash: String) {
        self.hash = hash
    }
}
