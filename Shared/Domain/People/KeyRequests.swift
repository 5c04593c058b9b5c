/// All keys, the newest first. Staff.
package struct FindKeys: ServiceRequest {
    package typealias Reply = Page<AccessKey>
    package static let name = "directory.find-keys.v1"
    package static let owner = ServiceName.directory

    package var page: PageQuery

    package init(page: PageQuery = PageQuery()) {
        self.page = page
    }
}

/// A new key. The gateway made it and shows it once; it tells its hash. Keys of staff are made by administrators.
package struct CreateAccessKey: ServiceRequest {
    package typealias Reply = AccessKey
    package static let name = "directory.create-key.v1"
    package static let owner = ServiceName.directory

    package var hash: String
    package var label: OneLine
    package var role: Requester.Role
    package var scopes: [Scope]

    package init(hash: String, label: OneLine, role: Requester.Role, scopes: [Scope]) {
        self.hash = hash
        self.label = label
        self.role = role
        self.scopes = scopes
    }
}

/// Makes a key worthless, for good.
package struct RevokeAccessKey: ServiceRequest {
    package typealias Reply = AccessKey
    package static let name = "directory.revoke-key.v1"
    package static let owner = ServiceName.directory

    package var id: AccessKey.ID

    package init(id: AccessKey.ID) {
        self.id = id
    }
}
