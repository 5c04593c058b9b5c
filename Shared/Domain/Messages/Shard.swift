/// The part of an event type's traffic that an aggregate belongs to, fixed for ever: a consumer can later split its
/// queue in eight without any change at the producer.
package enum Shard {
    package static let count: UInt32 = 8

    /// FNV-1a, 32 bits, of the identifier in lower case, modulo 8.
    package static func of(_ aggregateID: String) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in aggregateID.lowercased().utf8 {
            hash = (hash ^ UInt32(byte)) &* 16_777_619
        }
        return hash % count
    }
}
