/// Where a piece of work belongs: W3C Trace Context, version 00. The trace identifier is the one word to grep for.
package struct TraceContext: Hashable, Sendable {
    /// That of the work being done by the current task.
    @TaskLocal package static var current: TraceContext?

    /// 32 hexadecimal digits, not all zero.
    package let traceID: String
    /// 16 hexadecimal digits, not all zero.
    package let spanID: String

    /// A new trace.
    package init() {
        self.traceID = Self.hexadecimal(words: 2)
        self.spanID = Self.hexadecimal(words: 1)
    }

    /// Reads `00-<32 hex>-<16 hex>-<2 hex>`.
    package init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[0] != "ff", parts[3].utf8.count == 2,
            parts[1].utf8.count == 32, parts[2].utf8.count == 16,
            parts[0...3].allSatisfy({ $0.utf8.allSatisfy(Self.isLowerHexadecimal) }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        self.traceID = String(parts[1])
        self.spanID = String(parts[2])
    }

    private init(traceID: String, spanID: String) {
        self.traceID = traceID
        self.spanID = spanID
    }

    package var traceparent: String {
        "00-\(traceID)-\(spanID)-01"
    }

    /// The next step of the same trace.
    package func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.hexadecimal(words: 1))
    }

    private static func hexadecimal(words: Int) -> String {
        (0..<words).map { _ in
            let digits = String(UInt64.random(in: 1 ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private static func isLowerHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
