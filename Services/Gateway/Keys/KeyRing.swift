import Domain
import Synchronization

/// A secret that somebody shows, known by its hash.
protocol HashedSecret: Aggregate {
    var hash: String { get }
}

extension AccessKey: HashedSecret {}
extension Session: HashedSecret {}

/// The access keys, or the sessions, that there are, by their hashes. One in it works while the directory is down.
final class Ring<Secret: HashedSecret>: Sendable {
    private let secrets = Mutex<[String: Secret]>([:])

    /// Takes over what an event or a reply tells, unless something newer is known.
    func learn(_ secret: Secret) {
        secrets.withLock { secrets in
            if let known = secrets[secret.hash], known.version > secret.version { return }
            secrets[secret.hash] = secret
        }
    }

    /// Takes over all of them. What was learned while they were read stays when it is newer.
    func replace(with all: [Secret]) {
        secrets.withLock { secrets in
            let known = secrets
            secrets = [:]
            for secret in all {
                secrets[secret.hash] = known[secret.hash].flatMap { $0.version > secret.version ? $0 : nil } ?? secret
            }
            // An event may have told of one that is younger than the pages that were read.
            for (hash, secret) in known where secrets[hash] == nil { secrets[hash] = secret }
        }
    }

    func find(hash: String) -> Secret? {
        secrets.withLock { $0[hash] }
    }

    /// Forgets those of which nothing more will be told.
    func remove(where isOver: (Secret) -> Bool) {
        secrets.withLock { secrets in
            secrets = secrets.filter { !isOver($0.value) }
        }
    }
}

typealias KeyRing = Ring<AccessKey>
typealias SessionRing = Ring<Session>

extension KeyRing {
    func key(withHash hash: String) -> AccessKey? {
        find(hash: hash)
    }
}
