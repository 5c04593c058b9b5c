import Foundation
import OpeningHoursKit
import TestSupport
import Testing

@Suite struct FrenchHoursTests {
    @Test(arguments: [
        ("9:00 - 12:00 / 13:30 - 17:00", "Mo 09:00-12:00,13:30-17:00"),
        (" 9h-12h et 14 h 30 à 18H ", "Mo 09:00-12:00,14:30-18:00"),
        ("9:00\u{A0}– 12:00 ", "Mo 09:00-12:00"),
        ("9:00 - 12:00 / Sur RDV : 14:00 - 17:00", "Mo 09:00-12:00, Mo 14:00-17:00 unknown \"sur rendez-vous\""),
        (
            "Sur RDV : 9:00 - 12:00 / Sans RDV : 13:30 - 17:00",
            "Mo 13:30-17:00, Mo 09:00-12:00 unknown \"sur rendez-vous\""
        ),
        ("Selon planning bus", "Mo unknown \"Selon planning bus\""),
        ("9:00 - 12:00 (semaines \"paires\")", "Mo unknown \"9:00 - 12:00 (semaines ’paires’)\""),
        ("14:00 - 12:00", "Mo unknown \"14:00 - 12:00\""), ("9: 12:30", "Mo unknown \"9: 12:30\""),
        ("14:00 - 18:", "Mo unknown \"14:00 - 18:\""), ("25:00 - 26:00", "Mo unknown \"25:00 - 26:00\""),
    ])
    func `a day's words become rules, or are kept`(words: String, text: String) {
        #expect(FrenchHours.openingHours([0: words])?.text == text)
    }

    @Test func `days that are the same are told together`() {
        let days = [0: "9h-12h", 1: "9h-12h", 2: "9h-12h", 3: "-", 4: "14h-18h", 5: "fermé", 6: "14h-18h"]
        #expect(FrenchHours.openingHours(days)?.text == "Mo-We 09:00-12:00; Fr,Su 14:00-18:00")
        #expect(FrenchHours.openingHours([0: "", 1: "9h-12h"])?.text == "Mo unknown; Tu 09:00-12:00")
        #expect(FrenchHours.openingHours([0: " ", 1: "-"]) == nil)
        #expect(FrenchHours.openingHours([:]) == nil)
    }

    @Test(.realData) func `the columns of France Services mean what they mean to the judge`() async throws {
        let file = try RealData.folder.appending(path: "places/france-services-2021.open.geojson")
        let collection = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let features = try #require(collection["features"] as? [[String: Any]])
        let columns = ["h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi"]
        let texts = features.compactMap { feature -> String? in
            let properties = feature["properties"] as? [String: Any] ?? [:]
            let days = columns.enumerated().compactMap { day, name in (properties[name] as? String).map { (day, $0) } }
            return FrenchHours.openingHours(Dictionary(uniqueKeysWithValues: days))?.text
        }
        #expect(texts.count * 10 > features.count * 9)
        try await HoursJudgeTests.expectAgreement(on: Set(texts).sorted())
    }
}
