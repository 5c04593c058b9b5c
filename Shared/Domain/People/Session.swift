package import FoundationEssentials

/// A browser in which somebody is signed in, as the gateway must know it: whose, with which rights, until when. Its
/// secret stays in the browser; only the hash is kept and told.
package struct Session: ExportedAggregate, Hashable {
    package typealias ID = Identifier<Session>
    package static let aggregateName = "session"
    package static let owner = ServiceName.directory
    package static let exportName = "directory.export-sessions.v1"

    /// It ends when it was not used for so long.
    package static let lasts: TimeInterval = 30 * 86_400
    /// How often the directory is told at most that it is used.
    package static let toldEvery: TimeInterval = 3600

    package var id: ID
    package var version: Int
    /// SHA-256 of the secret in lower-case hexadecimal. The secret holds 256 random bits, so its hash can be told.
    package var hash: String
    package var personId: Person.ID
    package var role: Requester.Role
    /// Those that the person is a facilitator of.
    package var places: [Place.ID]
    /// Those that the person is a caretaker of.
    package var circles: [Identifier<RoleSubject>]
    package var usedAt: Date
    package var expiresAt: Date
    package var ended: Bool

    package init(
        id: ID, version: Int, hash: String, personId: Person.ID, role: Requester.Role, places: [Place.ID],
        circles: [Identifier<RoleSubject>], usedAt: Date, expiresAt: Date, ended: Bool
    ) {
        self.id = id
        self.version = version
        self.hash = hash
        self.personId = personId
        self.role = role
        self.places = places
        self.circles = circles
        self.usedAt = usedAt
        self.expiresAt = expiresAt
        self.ended = ended
    }

    package func isGood(at now: Date) -> Bool {
        !ended && now < expiresAt
    }
}

/// What `directory` tells of sessions, for the gateway. `changed`: it is used, or the rights of its person changed.
package enum SessionEvents {
    package static let started = EventType<Session>("directory.session.started.v1", owner: .directory)
    package static let changed = EventType<Session>("directory.session.changed.v1", owner: .directory)
    package static let ended = EventType<Session>("directory.session.ended.v1", owner: .directory)

    package static let all = [started, changed, ended]
}

/// A sign-in link to be mailed. Told once, to `notifications`, which sends the mail; it is the only event that carries
/// an address and a secret, and it is kept nowhere once it was taken or is too old.
package struct SignInLink: ExportedAggregate, Hashable {
    package typealias ID = Identifier<SignInLink>
    package static let aggregateName = "sign_in_link"
    package static let owner = ServiceName.directory
    /// Always empty: a link is told once or not at all.
    package static let exportName = "directory.export-sign-in-links.v1"

    /// How long it can be used, and mailed.
    package static let lasts: TimeInterval = 15 * 60

    package var id: ID
    package var version: Int
    package var email: EmailAddress
    package var language: Language
    package var token: String
    package var expiresAt: Date

    package init(id: ID, email: EmailAddress, language: Language, token: String, expiresAt: Date) {
        self.id = id
        self.version = 1
        self.email = email
        self.language = language
        self.token = token
        self.expiresAt = expiresAt
    }
}

package enum SignInEvents {
    package static let requested = EventType<SignInLink>("directory.sign-in.requested.v1", owner: .directory)

    package static let all = [requested]
}
