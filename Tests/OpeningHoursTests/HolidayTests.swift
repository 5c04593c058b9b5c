import Calendars
import Domain
import Foundation
import TestSupport
import Testing

@testable import OpeningHoursKit

@Suite struct HolidayTests {
    @Test(.realData) func `the public holidays of metropolitan France are those of the official calendar`() throws {
        let file = try String(
            decoding: Data(contentsOf: RealData.folder.appending(path: "ics/jours-feries-metropole.ics")), as: UTF8.self
        )
        let official = Set(file.matches(of: /DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)/).map { "\($0.1)-\($0.2)-\($0.3)" })
        let years = Set(official.map { $0.prefix(4) }).compactMap { Int($0) }.sorted()
        #expect(years.count >= 5)
        var computed: Set<String> = []
        for year in years {
            for number in DayNumber.of(year: year, month: 1, day: 1)..<DayNumber.of(year: year + 1, month: 1, day: 1) {
                let day = Day(number: number)
                if PublicHolidays.contains(day, departement: nil) { computed.insert(Self.text(day)) }
            }
        }
        #expect(computed == official)
    }

    @Test(arguments: [
        (1954, "1954-04-18"), (1961, "1961-04-02"), (1981, "1981-04-19"), (2000, "2000-04-23"), (2008, "2008-03-23"),
        (2019, "2019-04-21"), (2038, "2038-04-25"), (2049, "2049-04-18"), (2076, "2076-04-19"), (2285, "2285-03-22"),
    ])
    func `Easter is where the tables have it`(year: Int, day: String) {
        #expect(Self.text(Day(number: PublicHolidays.easter(year))) == day)
    }

    @Test(arguments: [
        ("67", "2026-12-26", true), ("68", "2026-04-03", true), ("57", "2026-04-03", true), ("21", "2026-12-26", false),
        ("21", "2026-04-03", false), ("971", "2026-05-27", true), ("972", "2026-05-22", true),
        ("973", "2026-06-10", true),
        ("974", "2026-12-20", true), ("976", "2026-04-27", true), ("977", "2026-10-09", true),
        ("978", "2026-05-28", true),
        ("974", "2026-05-27", false), ("2A", "2026-07-14", true), ("974", "2026-11-11", true),
    ])
    func `parts of the country have days of their own`(departement: String, day: String, isHoliday: Bool) throws {
        let local = LocalDateTime(startOf: try CalendarDay(day))
        let found = PublicHolidays.contains(Day(number: local.dayNumber), departement: try DepartementCode(departement))
        #expect(found == isHoliday)
    }

    @Test func `school holidays are those of another's table`() async throws {
        var told: [String: [String: String]] = [:]
        for (zone, departement) in [("a", "21"), ("b", "44"), ("c", "75")] {
            for number in DayNumber.of(year: 2023, month: 9, day: 1)..<DayNumber.of(year: 2028, month: 8, day: 1) {
                let day = Day(number: number)
                let answer = SchoolHolidays.contains(day, departement: try DepartementCode(departement))
                if let answer { told[zone, default: [:]][Self.text(day)] = String(answer) }
            }
            #expect((told[zone] ?? [:]).count > 1_700)
        }
        try await FormatJudge.schoolHolidays.check([], expecting: told)
    }

    @Test func `each département of the mainland has one zone`() {
        let mainland = (1...95).filter { $0 != 20 }.map { $0 < 10 ? "0\($0)" : "\($0)" }
        #expect(Set(SchoolHolidays.zones.keys) == Set(mainland))
    }

    @Test(arguments: [
        ("2A", "2026-02-16"), ("974", "2026-02-16"), ("21", "2030-02-16"), ("21", "2020-02-16"), ("21", "2026-05-15"),
    ])
    func `what nobody here knows is not said`(departement: String, day: String) throws {
        let local = LocalDateTime(startOf: try CalendarDay(day))
        let departement = try DepartementCode(departement)
        #expect(SchoolHolidays.contains(Day(number: local.dayNumber), departement: departement) == nil)
    }

    static func text(_ day: Day) -> String {
        let (month, date) = (
            day.month < 10 ? "0\(day.month)" : "\(day.month)", day.day < 10 ? "0\(day.day)" : "\(day.day)"
        )
        return "\(day.year)-\(month)-\(date)"
    }
}
