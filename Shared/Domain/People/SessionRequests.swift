package import FoundationEssentials

/// A wish to sign in, by anybody. The reply never tells whether the address is known.
package struct RequestSignIn: ServiceRequest {
    package typealias Reply = Done
    package static let name = "directory.request-sign-in.v1"
    package static let owner = ServiceName.directory

    package var email: EmailAddress
    /// The language of the mail; French without one.
    package var language: Language?

    package init(email: EmailAddress, language: Language?) {
        self.email = email
        self.language = language
    }
}

/// The button of the page behind a mailed link was pressed. The gateway made the session's secret, and tells its hash.
package struct OpenSession: ServiceRequest {
    package typealias Reply = Session
    package static let name = "directory.open-session.v1"
    package static let owner = ServiceName.directory

    /// SHA-256 of the link's token, in lower-case hexadecimal.
    package var linkHash: String
    package var sessionHash: String
    /// The browser, in words that its person knows it by.
    package var device: OneLine

    package init(linkHash: String, sessionHash: String, device: OneLine) {
        self.linkHash = linkHash
        self.sessionHash = sessionHash
        self.device = device
    }
}

/// The session with this hash, for a gateway that was shown one whose event it has not heard yet.
package struct GetSession: ServiceRequest {
    package typealias Reply = Session
    package static let name = "directory.get-session.v1"
    package static let owner = ServiceName.directory

    package var hash: String

    package init(hash: String) {
        self.hash = hash
    }
}

/// The requester's session is in use: it lasts longer. Told by the gateway once an hour.
package struct TouchSession: ServiceRequest {
    package typealias Reply = Session
    package static let name = "directory.touch-session.v1"
    package static let owner = ServiceName.directory

    package init() {}
}

/// The open sessions of a person: one's own without an identifier, anybody's for staff.
package struct FindSessions: ServiceRequest {
    package typealias Reply = SessionList
    package static let name = "directory.find-sessions.v1"
    package static let owner = ServiceName.directory

    package var personId: Person.ID?

    package init(personId: Person.ID? = nil) {
        self.personId = personId
    }
}

package struct SessionList: Codable, Sendable, Hashable {
    package struct Item: Codable, Sendable, Hashable {
        package var id: Session.ID
        package var device: String
        package var startedAt: Date
        package var lastUsedAt: Date
        package var expiresAt: Date
        /// Whether it is the one by which this was asked.
        package var isCurrent: Bool

        package init(
            id: Session.ID, device: String, startedAt: Date, lastUsedAt: Date, expiresAt: Date, isCurrent: Bool
        ) {
            self.id = id
            self.device = device
            self.startedAt = startedAt
            self.lastUsedAt = lastUsedAt
            self.expiresAt = expiresAt
            self.isCurrent = isCurrent
        }
    }

    package var items: [Item]

    package init(items: [Item]) {
        self.items = items
    }
}

/// Ends a session: one's own, or anybody's for staff. A no-op on one that has ended.
package struct EndSession: ServiceRequest {
    package typealias Reply = Done
    package static let name = "directory.end-session.v1"
    package static let owner = ServiceName.directory

    package var id: Session.ID

    package init(id: Session.ID) {
        self.id = id
    }
}
