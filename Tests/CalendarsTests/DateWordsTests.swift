import Calendars
import Domain
import Testing

@Suite struct DateWordsTests {
    @Test(arguments: [
        (2026, 11, 3, 14, 30, "mardi 3 novembre 2026 à 14\u{A0}h\u{A0}30", "Tuesday 3 November 2026 at 14:30"),
        (2026, 8, 1, 9, 0, "samedi 1er août 2026 à 9\u{A0}h", "Saturday 1 August 2026 at 09:00"),
        (2024, 2, 29, 0, 5, "jeudi 29 février 2024 à 0\u{A0}h\u{A0}05", "Thursday 29 February 2024 at 00:05"),
        (1969, 12, 31, 23, 59, "mercredi 31 décembre 1969 à 23\u{A0}h\u{A0}59", "Wednesday 31 December 1969 at 23:59"),
    ])
    func `a local time is told in words`(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, french: String, english: String
    ) throws {
        let local = try #require(LocalDateTime(year: year, month: month, day: day, hour: hour, minute: minute))
        #expect(local.words(in: .french) == french)
        #expect(local.words(in: .english) == english)
    }

    @Test func `a stretch of time is told within a day and beyond`() throws {
        let start = try #require(LocalDateTime(year: 2026, month: 11, day: 3, hour: 14))
        let evening = try #require(LocalDateTime(year: 2026, month: 11, day: 3, hour: 16, minute: 15))
        let tomorrow = try #require(LocalDateTime(year: 2026, month: 11, day: 4, hour: 12))
        #expect(
            start.words(until: evening, in: .french)
                == "mardi 3 novembre 2026 de 14\u{A0}h à 16\u{A0}h\u{A0}15")
        #expect(
            start.words(until: tomorrow, in: .french)
                == "du mardi 3 novembre 2026 à 14\u{A0}h au mercredi 4 novembre 2026 à 12\u{A0}h")
        #expect(start.words(until: evening, in: .english) == "Tuesday 3 November 2026 from 14:00 to 16:15")
        #expect(start.words(until: nil, in: .english) == "Tuesday 3 November 2026 at 14:00")
    }
}
