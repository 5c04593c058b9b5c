import Calendars
import Domain

/// The days of article L. 3133-1 of the *Code du travail*, and those that a part of the country has besides: Alsace and
/// Moselle (L. 3134-13), and the day on which slavery was abolished, overseas (L. 3422-2).
enum PublicHolidays {
    static func contains(_ day: Day, departement: DepartementCode?) -> Bool {
        national.contains(day.ordinal) || movable.contains(day.number - easter(day.year))
            || departement.map { isLocal(day, $0.text) } ?? false
    }

    private static let national: Set = [
        ordinal(1, 1), ordinal(5, 1), ordinal(5, 8), ordinal(7, 14), ordinal(8, 15), ordinal(11, 1), ordinal(11, 11),
        ordinal(12, 25),
    ]

    /// Days after Easter Sunday: its Monday, Ascension Day, Whit Monday.
    private static let movable: Set = [1, 39, 50]

    private static func isLocal(_ day: Day, _ departement: String) -> Bool {
        switch departement {
        // By the letter Good Friday is one only in communes that have a Protestant church; few have none.
        case "57", "67", "68": day.ordinal == ordinal(12, 26) || day.number - easter(day.year) == -2
        case "971": day.ordinal == ordinal(5, 27)
        case "972": day.ordinal == ordinal(5, 22)
        case "973": day.ordinal == ordinal(6, 10)
        case "974": day.ordinal == ordinal(12, 20)
        case "976": day.ordinal == ordinal(4, 27)
        case "977": day.ordinal == ordinal(10, 9)
        case "978": day.ordinal == ordinal(5, 28)
        default: false
        }
    }

    private static func ordinal(_ month: Int, _ day: Int) -> Int {
        month * 32 + day
    }

    /// The number of Easter Sunday's day: the Sunday after the full moon of the Gregorian computus, which falls on
    /// 21 March or later. The epact is the moon's age at the beginning of the year.
    static func easter(_ year: Int) -> Int {
        let golden = year % 19 + 1
        let century = year / 100 + 1
        let leapYearsLeftOut = 3 * century / 4 - 12
        let drift = (8 * century + 5) / 25 - 5
        var epact = (11 * golden + 20 + drift - leapYearsLeftOut) % 30
        if epact < 0 { epact += 30 }
        if epact == 24 || epact == 25 && golden > 11 { epact += 1 }
        let fullMoon = Day(number: DayNumber.of(year: year, month: 3, day: epact <= 23 ? 44 - epact : 74 - epact))
        return fullMoon.number + 7 - (fullMoon.weekday + 1) % 7
    }
}
