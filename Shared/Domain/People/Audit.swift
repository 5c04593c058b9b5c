package import FoundationEssentials

/// What somebody of the staff did: one line of the log that is only ever added to.
package struct AuditEntry: Codable, Sendable, Hashable {
    /// Rises by time.
    package var number: Int
    package var at: Date
    /// The role by which it was done; `operator` at the command line.
    package var role: String
    /// Who did it, when a person did.
    package var personId: Person.ID?
    /// The key used, when one was.
    package var keyId: AccessKey.ID?
    /// The name of the order.
    package var action: String
    /// What it was done to.
    package var subjectId: String?
    /// What more is worth knowing; never an address or a text of the thing itself.
    package var detail: String?

    package init(
        number: Int, at: Date, role: String, personId: Person.ID?, keyId: AccessKey.ID?, action: String,
        subjectId: String?, detail: String?
    ) {
        self.number = number
        self.at = at
        self.role = role
        self.personId = personId
        self.keyId = keyId
        self.action = action
        self.subjectId = subjectId
        self.detail = detail
    }
}

/// The log, the newest first. Staff.
package struct FindAudit: ServiceRequest {
    package typealias Reply = Page<AuditEntry>
    package static let name = "directory.find-audit.v1"
    package static let owner = ServiceName.directory

    package var page: PageQuery

    package init(page: PageQuery = PageQuery()) {
        self.page = page
    }
}
