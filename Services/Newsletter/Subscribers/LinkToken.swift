import FoundationEssentials
import ServiceKit

/// A word in a link that only its receiver can know. Whoever holds it may do what the link does, so it never reaches
/// a log: it describes itself as nothing.
struct LinkToken: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// 256 random bits in 43 characters, for a link that subscribes somebody.
    static func confirmation() -> LinkToken {
        LinkToken(RandomSecret.make())
    }

    /// 128 random bits in 22 characters: short, because the header that carries it may not be folded.
    static func unsubscription() -> LinkToken {
        LinkToken(RandomSecret.make(bytes: 16))
    }

    /// What is kept of it where the token itself must not be.
    var hash: Data {
        Fingerprint.of(Data(text.utf8))
    }

    var description: String { "link token" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
