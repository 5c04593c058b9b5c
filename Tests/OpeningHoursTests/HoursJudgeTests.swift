import Calendars
import Domain
import Foundation
import TestSupport
import Testing

@testable import OpeningHoursKit

/// Another program, which knows the specification, says the same of every text at every moment that is tried.
///
/// Three kinds of text are not compared, because the judge departs from the specification there: with school holidays
/// (it has no calendar of them for France, and takes `SH Mo-Fr` for either), with `||` (which it applies to whole
/// days), and with words alone (which it calls open). `StateTests` says what they are. Nor is a night that a later rule
/// lets reach a day of an earlier one, which the judge forgets.
@Suite struct HoursJudgeTests {
    @Test func `texts of every kind mean what they mean to the judge`() async throws {
        try await Self.expectAgreement(on: [
            "24/7", "24/7; PH off", "24/7; Mo off", "Mo-Fr", "Mo-Su 10:00-12:00",
            "Mo-Fr 09:00-12:00,14:00-18:00; PH off",
            "Fr-Mo 10:00-12:00", "Mo,We-Fr,PH 10:00-12:00", "Mo-Fr 08:00-18:00; We 10:00-12:00",
            "Mo-Fr 08:00-18:00, We 20:00-22:00", "Mo-Fr 08:00-18:00; We 10:00-12:00 off",
            "Mo-Fr 10:00-12:00, 14:00-16:00",
            "Mo-Fr 08:00-18:00; Tu,We unknown", "Mo-Fr 08:00-18:00 unknown, We 10:00-12:00",
            "Mo-Fr 08:00-18:00, We 10:00-12:00 unknown", "Mo 10:00-12:00 open \"x\", 14:00-16:00", "off", "unknown",
            "22:00-02:00", "Mo 22:00-02:00; Tu off", "Mo 22:00-02:00; Tu 10:00-12:00",
            "Mo 22:00-02:00; Tu 00:30-01:00 off",
            "Mo 10:00-10:00", "Mo 10:00-26:00", "Mo 10:00-48:00", "18:00+", "Mo 18:00+; Tu 08:00-10:00",
            "Mo 10:00-12:00+",
            "Su-Tu 11:00-01:00, We-Th 11:00-03:00, Fr 11:00-06:00, Sa 11:00-07:00", "PH 10:00-12:00",
            "PH -1 day 10:00-12:00",
            "Mo[1] 10:00-12:00", "Mo[-1],Tu[2-3] 10:00-12:00", "Mo[5] 10:00-12:00", "Fr[-1] +1 day 10:00-12:00",
            "Mar-Oct 10:00-18:00; Nov-Feb Sa,Su 10:00-16:00", "Jan-Mar,Jul-Aug Mo-Fr 10:00-12:00", "Dec 20-Jan 5 off",
            "Mo-Su 10:00-18:00; Dec 20-Jan 5 off; May 1 off", "Jul 1-15 10:00-12:00", "Jul 6,Jul 8 10:00-12:00",
            "Feb 29 10:00-18:00", "Feb 20-Mar 5: Mo-Fr 10:00-18:00", "2025 10:00-12:00", "2025-2026 Mo 10:00-12:00",
            "2026+ Mo 10:00-12:00", "2024-2030/2 Mo-Fr 10:00-12:00", "2025 Dec 20-2026 Jan 5 10:00-18:00",
            "2026 Jul 6-8 10:00-12:00", "2026 Jul-Aug 10:00-12:00", "week 1-20 Mo 10:00-12:00",
            "week 2-52/2 Mo 10:00-12:00", "week 1-53/2 Mo 10:00-12:00", "week 1,53 10:00-12:00",
            "2026 week 1 10:00-12:00",
            "Mo-Fr 9:00-12:00 \"sur rendez-vous\"; PH off \"fermé\"", "mo-fr 10:00-12:00",
            "Mo-Fr 08:30-12:00; Jul 14 off",
        ])
    }

    @Test func `texts put together at random mean what they mean to the judge`() async throws {
        var random = Repeatable(seed: 42)
        let days = ["", "Mo-Fr ", "Sa,Su ", "Tu ", "Fr-Mo ", "Mo,PH ", "PH ", "We[1] ", "Th[-1] "]
        let seasons = ["", "", "Mar-Oct ", "Nov-Jan ", "Jul 10-Aug 20 ", "week 10-30/2 ", "2026 "]
        let hours = ["09:00-12:00", "09:00-12:00,13:30-18:00", "10:00-24:00", "00:00-06:00", "17:00+", "12:15-12:45"]
        let states = ["", "", "", " off", " unknown", " \"x\"", " open \"y\""]
        var texts: Set<String> = []
        while texts.count < 300 {
            let rules = (0...Int.random(in: 0...3, using: &random)).map { _ in
                [seasons, days, hours, states].compactMap { $0.randomElement(using: &random) }.joined()
            }
            let joint = Bool.random(using: &random) ? "; " : ", "
            texts.insert(rules.joined(separator: joint))
        }
        try await Self.expectAgreement(on: texts.sorted())
    }

    @Test(.realData) func `the hours in open data are all understood, and mean what they mean to the judge`()
        async throws
    {
        let texts = try Self.openData()
        #expect(!texts.isEmpty)
        let unknown = texts.filter { OpeningHours($0) == nil }
        // None is known to the judge alone.
        try await FormatJudge.knownOpeningHours.check(
            [], expecting: Dictionary(uniqueKeysWithValues: unknown.map { ($0, [:]) }))
        try await Self.expectAgreement(on: texts.filter { OpeningHours($0) != nil && Self.isComparable($0) })
    }

    static func isComparable(_ text: String) -> Bool {
        !text.contains("SH") && !text.contains("||")
            && OpeningHours(text)?.rules.contains { $0.hours.isEmpty && $0.comment != nil } != true
    }

    /// Every text under a key that names hours in the files of the digital mediation network.
    private static func openData() throws -> [String] {
        let folder = try RealData.folder.appending(path: "places")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("mednum-") }
        #expect(!files.isEmpty)
        return try Set(
            files.flatMap { file -> [String] in
                let rows = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] ?? []
                return rows.compactMap { $0["horaires"] as? String }.filter { !$0.isEmpty }
            }
        ).sorted()
    }

    /// 400 moments in two years, half of them on the quarter of an hour.
    static func expectAgreement(on texts: [String]) async throws {
        let start = try StateTests.moment("2025-01-01T00:00")
        let moments = (0..<400).map { index in
            let seconds = Double(index) * 157_351
            return start.addingTimeInterval(
                (seconds / (index.isMultiple(of: 2) ? 900 : 60)).rounded(.down) * 60
                    * (index.isMultiple(of: 2) ? 15 : 1))
        }
        var told: [String: [String: String]] = [:]
        for text in texts {
            let hours = try #require(OpeningHours(text), "\(text) is not understood")
            for moment in moments {
                told[text, default: [:]][wall(moment)] = hours.state(at: moment, in: StateTests.dijon).rawValue
            }
        }
        try await FormatJudge.openingHours.check([], expecting: told)
    }

    private static func wall(_ moment: Date) -> String {
        let local = Zone(.paris).local(moment)
        let (hour, minute) = (local.hour < 10 ? "0\(local.hour)" : "\(local.hour)", "\(local.minute)")
        let day = HolidayTests.text(Day(number: local.dayNumber))
        return "\(day)T\(hour):\(minute.count < 2 ? "0" : "")\(minute)"
    }
}
