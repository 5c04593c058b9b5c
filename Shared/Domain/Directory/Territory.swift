/// A part of the country by which people look for places (*territoire*), as public lists name it.
package struct Territory: Codable, Sendable, Hashable {
    /// From large to small.
    package enum Kind: String, OpenEnumeration {
        case region, departement
        /// An intercommunality (*établissement public de coopération intercommunale*).
        case epci
        /// *Bassin de vie*.
        case catchment
        case commune
        /// A priority district (*quartier prioritaire de la politique de la ville*).
        case qpv
        case other
    }

    package var kind: Kind
    package var code: String
    package var name: OneLine
    /// The year from which a priority district is drawn as it is. The others are drawn once.
    package var vintage: Int?

    package init(kind: Kind, code: String, name: OneLine, vintage: Int? = nil) {
        self.kind = kind
        self.code = code
        self.name = name
        self.vintage = vintage
    }
}

/// Which territory: its kind and code, as in `epci:242100410`. Priority districts of several vintages may share one.
package struct TerritoryKey: TextValue {
    package let text: String
    package let kind: Territory.Kind

    package init(_ text: String) throws(InvalidValue) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Territory.Kind(rawValue: String(parts[0])), kind.hasCode(parts[1]) else {
            throw InvalidValue(.officialCode)
        }
        self.text = text
        self.kind = kind
    }

    package init(_ kind: Territory.Kind, _ code: String) throws(InvalidValue) {
        try self.init("\(kind.rawValue):\(code)")
    }

    package var code: String {
        String(text.dropFirst(kind.rawValue.count + 1))
    }
}

extension Territory.Kind {
    /// Whether a code has the form of this kind's codes.
    package func hasCode(_ code: Substring) -> Bool {
        switch self {
        case .region: RegionCode.isValid(code)
        case .departement: DepartementCode.isValid(code)
        case .epci: code.utf8.count == 9 && code.utf8.allSatisfy(Self.isDigit)
        case .catchment, .commune: CommuneCode.isValid(code)
        case .qpv:
            code.utf8.count == 8 && (code.hasPrefix("QP") || code.hasPrefix("QN"))
                && code.utf8.allSatisfy { Self.isDigit($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        case .other: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
