/// The number of an establishment in the register of French businesses (SIRENE): fourteen digits, the last a check digit.
package struct SIRET: TextValue {
    package let text: String

    /// Spaces are how people write it, and are left out.
    package init(_ text: String) throws(InvalidValue) {
        let digits = text.filter { !$0.isWhitespace }
        guard digits.utf8.count == 14, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw InvalidValue(.siret)
        }
        guard Self.passesLuhn(digits) || Self.isOfLaPoste(digits) else { throw InvalidValue(.siret) }
        self.text = digits
    }

    /// The formula of ISO/IEC 7812-1: every second digit from the right counts double, its own digits summed.
    private static func passesLuhn(_ digits: String) -> Bool {
        let sum = digits.utf8.reversed().enumerated().reduce(0) { sum, place in
            let digit = Int(place.element) - 0x30
            let weighed = place.offset % 2 == 1 ? digit * 2 : digit
            return sum + (weighed > 9 ? weighed - 9 : weighed)
        }
        return sum % 10 == 0
    }

    /// La Poste has more establishments than the formula allows for: theirs sum up to a multiple of five (INSEE).
    private static func isOfLaPoste(_ digits: String) -> Bool {
        digits.hasPrefix("356000000") && digits.utf8.reduce(0) { $0 + Int($1) - 0x30 } % 5 == 0
    }
}

/// The number of an association in the *répertoire national des associations*: `W` and nine more, the second of which may
/// be a letter overseas.
package struct RNA: TextValue {
    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        let number = text.filter { !$0.isWhitespace }.uppercased()
        let bytes = Array(number.utf8)
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard bytes.count == 10, bytes[0] == UInt8(ascii: "W"), isDigit(bytes[1]),
            isDigit(bytes[2]) || (0x41...0x5A).contains(bytes[2]), bytes[3...].allSatisfy(isDigit)
        else { throw InvalidValue(.rna) }
        self.text = number
    }
}
