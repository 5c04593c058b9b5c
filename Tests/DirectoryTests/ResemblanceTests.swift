import Domain
import Testing

@testable import Directory

@Suite struct ResemblanceTests {
    private static func place(
        _ name: String, _ street: String? = nil, _ postcode: String? = nil, _ commune: String? = nil,
        code: String? = nil, site: String? = nil
    ) -> PlaceEvidence {
        PlaceEvidence(
            name: name, street: street, postcode: postcode, commune: commune, communeCode: code, site: site)
    }

    private static func score(
        _ first: PlaceEvidence, _ second: PlaceEvidence, similar: Double = 0, metres: Double? = nil
    ) -> Double {
        Resemblance(first, second, .init(nameSimilarity: similar, metres: metres)).score
    }

    @Test(arguments: [
        // The same name at the same door, however common the name.
        (place("le tiers lieu", "1 rue x", nil, "dijon"), place("le tiers lieu", "1 rue x", nil, "dijon"), nil, true),
        (place("salle des fetes", nil, nil, "dijon"), place("salle des fetes", nil, nil, "dijon"), 12.0, true),
        (place("salle des fetes", nil, nil, "arbois"), place("salle des fetes", nil, nil, "dole"), nil, false),
        (place("salle des fetes"), place("salle des fetes"), nil, false),
        (place("salle des fetes", nil, nil, "dijon"), place("salle des fetes", nil, nil, "dijon"), nil, false),
        // Neighbouring villages share a postcode, and each has a rue de la Mairie.
        (
            place("salle des fetes", "1 rue de la mairie", "39600", "arbois", code: "39013"),
            place("salle des fetes", "1 rue de la mairie", "39600", "pupillin", code: "39446"), nil, false
        ),
        // A particular name needs its commune.
        (place("la filature", nil, nil, "dijon"), place("la filature", nil, "21000", "dijon"), nil, true),
        (place("la filature", nil, nil, "dijon"), place("la filature", nil, nil, "lyon"), nil, false),
        (place("la filature"), place("la filature"), nil, false),
        // Two houses of one organisation, and two tenants of one house.
        (
            place("ateliers du nord", nil, nil, "lille", site: "a.fr"),
            place("ateliers du sud", nil, nil, "nice", site: "a.fr"), nil, false
        ),
        (
            place("abricot", "1 rue x", nil, "dijon"), place("zephyr", "1 rue x", nil, "dijon"), 0.0, false
        ),
        (
            place("abricot", nil, nil, "dijon", code: "21231", site: "a.fr"),
            place("zephyr", nil, nil, "dijon", code: "21231", site: "a.fr"), 10.0, true
        ),
    ])
    func `a pair is proposed when enough is known of both and agrees`(
        first: PlaceEvidence, second: PlaceEvidence, metres: Double?, isProposed: Bool
    ) {
        let resemblance = Resemblance(first, second, .init(nameSimilarity: 0, metres: metres))
        #expect(resemblance.isProposed == isProposed, "\(resemblance)")
    }

    @Test func `a similar name counts by its similarity, and less than the same`() {
        let (first, second) = (Self.place("la filature", nil, nil, "dijon"), Self.place("filature", nil, nil, "dijon"))
        #expect(Self.score(first, second, similar: 0.29) == 0.1)
        #expect(Self.score(first, second, similar: 0.6) == 0.4)
        #expect(Self.score(first, second, similar: 1) < Self.score(first, first))
    }

    @Test func `whatever is missing of one place, or of both, never raises the score`() {
        let names = ["la filature", "salle des fetes"]
        let streets = ["1 rue x", "2 rue x", "1 rue y", nil]
        let towns: [(String?, String?, String?)] = [
            ("21000", "dijon", "21231"), ("21000", "quetigny", "21515"), ("21100", "dijon", "21231"),
            ("97400", "dijon", "97411"),
        ]
        var all: [PlaceEvidence] = []
        for name in names {
            for street in streets {
                for (postcode, commune, code) in towns {
                    for site in ["a.fr", "b.fr"] {
                        all.append(Self.place(name, street, postcode, commune, code: code, site: site))
                    }
                }
            }
        }
        let optional: [WritableKeyPath<PlaceEvidence, String?>] = [
            \.street, \.postcode, \.commune, \.communeCode, \.site,
        ]
        for (number, first) in all.enumerated() {
            for second in all[number...] {
                for metres in [10.0, 400, 5000] {
                    let whole = Self.score(first, second, similar: 0.5, metres: metres)
                    #expect(Self.score(first, second, similar: 0.5) <= whole)
                    for choice in 1..<(1 << optional.count) {
                        var (less, other) = (first, second)
                        for (index, field) in optional.enumerated() where choice >> index & 1 == 1 {
                            less[keyPath: field] = nil
                        }
                        guard Self.score(less, other, similar: 0.5, metres: metres) <= whole else {
                            Issue.record("\(first) \(second) \(less)")
                            return
                        }
                        for field in optional where less[keyPath: field] == nil { other[keyPath: field] = nil }
                        guard Self.score(less, other, similar: 0.5, metres: metres) <= whole else {
                            Issue.record("\(first) \(second) without \(less)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ("12 bis av du general leclerc", "12bis", "avenue du general leclerc"), ("12 r x", "12", "rue x"),
        ("place de la mairie", nil, "place de la mairie"), ("12", nil, nil), ("", nil, nil),
        ("12 14 bd st michel", "1214", "boulevard saint michel"),
    ])
    func `a door is a number and a street`(text: String, number: String?, street: String?) {
        let door = Self.place("x", text).door
        #expect(door?.number == number)
        #expect(door?.street == street)
    }

    @Test func `the reasons tell what the score is made of, and what speaks against it`() {
        let first = Self.place("la filature", "1 rue x", "21000", "dijon", code: "21231", site: "a.fr")
        let second = Self.place("la filature", "1 rue x", "25000", "besancon", code: "25056", site: "a.fr")
        let found = Resemblance(first, second, .init(nameSimilarity: 1, metres: 74_000, shareSource: true))
        #expect(
            found.reasons.map(\.code) == [.sameName, .otherCommune, .sameDoor, .distance, .sameWebsite, .sameSource])
        #expect(found.reasons.map(\.weight) == [0.5, 0, 0.1, 0, 0.15, 0])
        #expect(found.score == 0.75)
        #expect(found.reasons[3].value == 74_000)
        let common = Resemblance(first, second, .init(nameSimilarity: 1, metres: nil, siteIsCommon: true))
        #expect(common.score == 0.6)
    }

    @Test func `a change is material when it is of what was compared`() {
        var place = Self.place("la filature", "1 rue x")
        (place.latitude, place.longitude) = (47.3220, 5.0415)
        var moved = place
        moved.latitude = 47.3221
        #expect(!moved.differsMaterially(from: place))
        moved.latitude = 47.33
        #expect(moved.differsMaterially(from: place))
        moved.latitude = nil
        #expect(moved.differsMaterially(from: place))
        var renamed = place
        renamed.name = "le tissage"
        #expect(renamed.differsMaterially(from: place))
    }
}
