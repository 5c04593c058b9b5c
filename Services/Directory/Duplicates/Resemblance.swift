import Domain

/// How likely two places are one, and why.
///
/// Only what is known of both, and agrees, adds to the score. What differs adds as little as what is missing, so that
/// nothing that is left out of a place can ever make it more alike; a pair is proposed when enough agrees.
struct Resemblance: Hashable, Sendable {
    /// From this score on a pair is proposed: a particular name in the same commune, or a name that every town has
    /// (« Salle des fêtes ») at the same door. A door, a commune or an address on the web alone is none.
    static let proposed = 0.6
    /// Places further apart are not near each other.
    static let nearMetres = 500.0
    /// Names less similar than this are different ones.
    static let leastSimilarity = 0.3

    /// What the database measures of a pair.
    struct Measured: Hashable, Sendable {
        /// Of the names' trigrams, from 0 to 1.
        var nameSimilarity: Double
        /// On the ellipsoid; nil when one of the positions is not known.
        var metres: Double?
        var shareSource = false
        /// Many places give the same address on the web: it is that of a network, and says nothing.
        var siteIsCommon = false
    }

    let score: Double
    let reasons: [Duplicate.Reason]

    init(_ first: PlaceEvidence, _ second: PlaceEvidence, _ measured: Measured) {
        let town = Town(first, second)
        let spots = [Self.door(first, second, in: town), Self.distance(measured)]
            .compactMap(\.self).sorted { $0.weight > $1.weight }
        var reasons = [Self.name(first, second, measured), town.reason].compactMap(\.self)
        // A door and a position say the same thing: the better of the two counts.
        for (index, spot) in spots.enumerated() {
            reasons.append(Duplicate.Reason(spot.code, weight: index == 0 ? spot.weight : 0, value: spot.value))
        }
        if let site = first.site, site == second.site, !measured.siteIsCommon {
            let isHere = town == .certain || town == .named || (measured.metres ?? .infinity) <= Self.nearMetres
            reasons.append(Duplicate.Reason(.sameWebsite, weight: isHere ? 0.3 : 0.15))
        }
        if measured.shareSource { reasons.append(Duplicate.Reason(.sameSource, weight: 0)) }
        self.reasons = reasons.map { Duplicate.Reason($0.code, weight: $0.weight.inThousandths, value: $0.value) }
        self.score = min(1, reasons.reduce(0) { $0 + $1.weight }).inThousandths
    }

    var isProposed: Bool { score >= Self.proposed }

    private static func name(
        _ first: PlaceEvidence, _ second: PlaceEvidence, _ measured: Measured
    ) -> Duplicate.Reason? {
        let most = first.nameIsGeneric || second.nameIsGeneric ? 0.3 : 0.5
        if first.name == second.name { return Duplicate.Reason(.sameName, weight: most) }
        let similarity = measured.nameSimilarity.inThousandths
        guard similarity >= leastSimilarity else { return nil }
        return Duplicate.Reason(.similarName, weight: most * min(similarity, 0.95), value: similarity)
    }

    private static func door(_ first: PlaceEvidence, _ second: PlaceEvidence, in town: Town) -> Duplicate.Reason? {
        guard let mine = first.door, let theirs = second.door, mine.street == theirs.street else { return nil }
        guard let number = mine.number, number == theirs.number else {
            return Duplicate.Reason(.sameStreet, weight: town.weight(certain: 0.15, named: 0.1, other: 0))
        }
        // Every town has a rue de la Gare, and communes with the same postcode have one each.
        return Duplicate.Reason(.sameDoor, weight: town.weight(certain: 0.4, named: 0.2, other: 0.1))
    }

    private static func distance(_ measured: Measured) -> Duplicate.Reason? {
        guard let metres = measured.metres else { return nil }
        let weight =
            switch metres {
            case ...30: 0.35
            case ...150: 0.25
            case ...nearMetres: 0.1
            default: 0.0
            }
        return Duplicate.Reason(.distance, weight: weight, value: metres.rounded())
    }
}

extension Resemblance {
    /// Whether two places are in the same commune, as far as their addresses tell.
    private enum Town {
        /// By its code, or by its name and postcode.
        case certain
        /// By its name alone: there are several Saint-Denis.
        case named
        case postcode
        case different
        case unknown

        init(_ first: PlaceEvidence, _ second: PlaceEvidence) {
            let samePostcode = first.postcode != nil && first.postcode == second.postcode
            let sameCode = first.communeCode != nil && first.communeCode == second.communeCode
            let sameName = first.commune != nil && first.commune == second.commune
            if sameCode || sameName && samePostcode {
                self = .certain
            } else if sameName {
                self = .named
            } else if samePostcode {
                self = .postcode
            } else if first.communeCode != nil && second.communeCode != nil
                || first.commune != nil && second.commune != nil
            {
                self = .different
            } else {
                self = .unknown
            }
        }

        func weight(certain: Double, named: Double, other: Double) -> Double {
            switch self {
            case .certain: certain
            case .named: named
            default: other
            }
        }

        var reason: Duplicate.Reason? {
            switch self {
            case .certain, .named: Duplicate.Reason(.sameCommune, weight: 0.1)
            case .postcode: Duplicate.Reason(.samePostcode, weight: 0.05)
            case .different: Duplicate.Reason(.otherCommune, weight: 0)
            case .unknown: nil
            }
        }
    }
}

extension Double {
    fileprivate var inThousandths: Double { (self * 1000).rounded() / 1000 }
}
