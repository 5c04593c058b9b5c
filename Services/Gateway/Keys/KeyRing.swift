import Domain
import Synchronization

/// The access keys that there are, by their hashes. A key in it works while the directory is down.
final class KeyRing: Sendable {
    private let keys = Mutex<[String: AccessKey]>([:])

    /// Takes over what an event or a reply tells, unless something newer is known.
    func learn(_ key: AccessKey) {
        keys.withLock { keys in
            if let known = keys[key.hash], known.version > key.version { return }
            keys[key.hash] = key
        }
    }

    /// Takes over all keys. What was learned while they were read stays when it is newer.
    func replace(with all: [AccessKey]) {
        keys.withLock { keys in
            let known = keys
            keys = [:]
            for key in all {
                keys[key.hash] = known[key.hash].flatMap { $0.version > key.version ? $0 : nil } ?? key
            }
            // An event may have told of a key that is younger than the pages that were read.
            for (hash, key) in known where keys[hash] == nil { keys[hash] = key }
        }
    }

    func key(withHash hash: String) -> AccessKey? {
        keys.withLock { $0[hash] }
    }
}
