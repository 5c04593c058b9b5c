import Domain
import Foundation
import OpeningHoursKit
import Testing

@Suite struct OpeningDayTests {
    @Test func `a week is told day by day, a night with its evening`() throws {
        let hours = try #require(
            OpeningHours(
                "Mo-Fr 09:00-12:00,14:00-18:30; Fr 20:00-02:00, Sa 18:00+; PH off \"férié\"; Su \"sur rendez-vous\""))
        let days = hours.days(from: try CalendarDay("2026-07-09"), in: StateTests.dijon)
        #expect(
            days.map { "\($0.name(in: .french)) \($0.words(in: .french))".replacing("\u{A0}", with: " ") } == [
                "jeudi 9 h – 12 h, 14 h – 18 h 30", "vendredi 20 h – 2 h", "samedi à partir de 18 h",
                "dimanche sur rendez-vous", "lundi 9 h – 12 h, 14 h – 18 h 30", "mardi fermé (férié)",
                "mercredi 9 h – 12 h, 14 h – 18 h 30",
            ])
        #expect(days.map(\.isPublicHoliday) == [false, false, false, false, false, true, false])
        #expect(days[0].words(in: .english) == "09:00 – 12:00, 14:00 – 18:30")
        #expect(days[1].spans.map(\.end) == [26 * 60])
    }

    @Test func `a night that the week begins with is told with the day before`() throws {
        let hours = try #require(OpeningHours("Fr 20:00-02:00"))
        let days = hours.days(from: try CalendarDay("2026-07-11"), in: StateTests.dijon)
        #expect(days.map { $0.words(in: .french) }.prefix(2) == ["fermé", "fermé"])
        #expect(days.count == 7)
    }

    @Test(arguments: [
        ("24/7", "ouvert toute la journée"), ("off", "fermé"), ("unknown", "horaires non connus"),
        ("Mo-Su 10:00-12:00 unknown", "10 h – 12 h (à vérifier)"), ("22:00-24:00", "22 h – 24 h"),
        ("10:00-12:00 \"sonner\"", "10 h – 12 h (sonner)"),
    ])
    func `hours are told in words`(text: String, words: String) throws {
        let days = try #require(OpeningHours(text)).days(
            from: CalendarDay("2026-07-06"), count: 1, in: StateTests.dijon)
        #expect(days.map { $0.words(in: .french).replacing("\u{A0}", with: " ") } == [words])
    }

    @Test(arguments: [
        ("Mo-Fr 09:00-18:00", "2026-07-06T10:00", "Ouvert, jusqu’à 18 h", "Open, until 18:00"),
        ("Mo-Fr 09:00-18:00", "2026-07-06T08:00", "Fermé, ouvre à 9 h", "Closed, opens at 09:00"),
        ("Mo-Fr 09:00-18:00", "2026-07-06T18:00", "Fermé, ouvre demain à 9 h", "Closed, opens tomorrow at 09:00"),
        ("Mo-Fr 09:00-18:00", "2026-07-11T10:00", "Fermé, ouvre lundi à 9 h", "Closed, opens Monday at 09:00"),
        ("Mo-Su 09:00-24:00", "2026-07-06T10:00", "Ouvert, jusqu’à minuit", "Open, until midnight"),
        ("24/7", "2026-07-06T10:00", "Ouvert", "Open"), ("Jul off", "2026-07-06T10:00", "Fermé", "Closed"),
        ("\"sur rendez-vous\"", "2026-07-06T10:00", "sur rendez-vous", "sur rendez-vous"),
        ("unknown", "2026-07-06T10:00", "Horaires non connus", "Hours not known"),
    ])
    func `what is now is told in words`(text: String, moment: String, french: String, english: String) throws {
        let hours = try #require(OpeningHours(text))
        let date = try StateTests.moment(moment)
        #expect(hours.words(at: date, in: StateTests.dijon, .french).replacing("\u{A0}", with: " ") == french)
        #expect(hours.words(at: date, in: StateTests.dijon, .english) == english)
    }
}
