/// A random source that its seed determines (SplitMix64), so that the faults of a run can be asked for again.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// One of several sources of the same run, which do not follow each other.
    init(seed: UInt64, number: UInt64) {
        var first = Dice(seed: seed &+ number &* 0xD1B5_4A32_D192_ED03)
        state = first.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// True in so many of a hundred cases.
    mutating func percent(_ share: Double) -> Bool {
        Double.random(in: 0..<100, using: &self) < share
    }

    mutating func seconds(_ range: ClosedRange<Double>) -> Duration {
        .milliseconds(Int(Double.random(in: range, using: &self) * 1000))
    }
}
