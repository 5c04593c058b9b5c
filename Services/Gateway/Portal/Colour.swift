import Glibc

/// A colour of the screen, and how well it can be told from another (WCAG 2.2, 1.4.3).
struct Colour: Sendable, Hashable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    static let white = Colour(red: 255, green: 255, blue: 255)
    static let black = Colour(red: 0, green: 0, blue: 0)

    /// The least contrast of text.
    static let legible = 4.5

    init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `#0b6357`, as everybody writes colours.
    init?(_ text: String) {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
            !digits.contains(UInt8(ascii: "+")), let number = UInt32(Substring(digits), radix: 16)
        else { return nil }
        self.init(
            red: UInt8(truncatingIfNeeded: number >> 16), green: UInt8(truncatingIfNeeded: number >> 8),
            blue: UInt8(truncatingIfNeeded: number))
    }

    var text: String {
        "#" + [red, green, blue].hexadecimal
    }

    /// From 1, the same, to 21, black on white.
    func contrast(with other: Colour) -> Double {
        let (darker, lighter) = (min(luminance, other.luminance), max(luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)
    }

    /// So much of the other mixed into this one.
    func mixed(with other: Colour, _ share: Double) -> Colour {
        func mix(_ own: UInt8, _ new: UInt8) -> UInt8 {
            UInt8((Double(own) * (1 - share) + Double(new) * share).rounded())
        }
        return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    /// This colour, or as little darker or lighter as makes it legible on all of these.
    func legible(on backgrounds: [Colour], towards end: Colour, contrast: Double = Self.legible) -> Colour {
        for step in 0...50 {
            let candidate = mixed(with: end, Double(step) / 50)
            if backgrounds.allSatisfy({ candidate.contrast(with: $0) >= contrast }) { return candidate }
        }
        return end
    }

    private var luminance: Double {
        func linear(_ part: UInt8) -> Double {
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}
