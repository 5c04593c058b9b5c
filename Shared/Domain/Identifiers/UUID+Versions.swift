package import FoundationEssentials

extension UUID {
    /// A UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits.
    package static func version7(at date: Date = Date()) -> UUID {
        var bytes = UUID().uuid
        let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000))
        withUnsafeMutableBytes(of: &bytes) { buffer in
            for index in 0..<6 {
                buffer[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * index))
            }
            buffer[6] = 0x70 | (buffer[6] & 0x0F)
            buffer[8] = 0x80 | (buffer[8] & 0x3F)
        }
        return UUID(uuid: bytes)
    }
}
