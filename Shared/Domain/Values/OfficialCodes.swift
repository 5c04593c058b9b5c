/// A code of the *Code officiel géographique* (INSEE). Corsica has letters: commune `2A004`, département `2A`.
package protocol OfficialCode: TextValue {
    static func isValid(_ text: Substring) -> Bool
    init(verified text: String)
}

extension OfficialCode {
    package init(_ text: String) throws(InvalidValue) {
        guard Self.isValid(text[...]) else { throw InvalidValue(.officialCode) }
        self.init(verified: text)
    }
}

/// Five characters: the département and three digits (overseas: three and two).
package struct CommuneCode: OfficialCode {
    package let text: String

    package init(verified text: String) {
        self.text = text
    }

    package static func isValid(_ text: Substring) -> Bool {
        text.count == 5 && text.dropFirst(2).allSatisfy(\.isASCIIDigit)
            && DepartementCode.isMetropolitan(text.prefix(2))
    }

    /// The département that the code belongs to.
    package var departement: DepartementCode {
        DepartementCode(
            verified: String(text.hasPrefix("97") || text.hasPrefix("98") ? text.prefix(3) : text.prefix(2)))
    }
}

/// `01` to `95`, `2A`, `2B`, and three digits overseas.
package struct DepartementCode: OfficialCode {
    package let text: String

    package init(verified text: String) {
        self.text = text
    }

    package static func isValid(_ text: Substring) -> Bool {
        switch text.count {
        case 2: isMetropolitan(text) && !text.hasPrefix("97") && !text.hasPrefix("98")
        case 3: (text.hasPrefix("97") || text.hasPrefix("98")) && text.allSatisfy(\.isASCIIDigit)
        default: false
        }
    }

    static func isMetropolitan(_ text: Substring) -> Bool {
        text == "2A" || text == "2B" || text.allSatisfy(\.isASCIIDigit)
    }
}

/// Two digits, `01` to `94`.
package struct RegionCode: OfficialCode {
    package let text: String

    package init(verified text: String) {
        self.text = text
    }

    package static func isValid(_ text: Substring) -> Bool {
        text.count == 2 && text.allSatisfy(\.isASCIIDigit)
    }
}

/// Five digits of La Poste; several communes may share one, and one commune may have several.
package struct Postcode: OfficialCode {
    package let text: String

    package init(verified text: String) {
        self.text = text
    }

    package static func isValid(_ text: Substring) -> Bool {
        text.count == 5 && text.allSatisfy(\.isASCIIDigit)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool {
        isASCII && isWholeNumber
    }
}
