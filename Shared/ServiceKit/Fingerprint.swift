import Crypto
package import FoundationEssentials

/// SHA-256 over parts, each preceded by its length so that no two lists of parts are alike.
package enum Fingerprint {
    package static func of(_ parts: Data...) -> Data {
        var hash = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: part)
        }
        return Data(hash.finalize())
    }
}
