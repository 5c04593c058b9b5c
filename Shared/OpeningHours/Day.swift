import Calendars

/// A day of the calendar, with what rules ask of it.
struct Day: Sendable, Hashable {
    /// Days since 1 January 1970.
    let number: Int
    let year: Int
    let month: Int
    let day: Int

    init(number: Int) {
        self.number = number
        (year, month, day) = DayNumber.date(of: number)
    }

    /// 0 for Monday. 1 January 1970 was a Thursday.
    var weekday: Int {
        let remainder = (number + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }

    /// Days of one year in their order, as `DayOfYear` counts them.
    var ordinal: Int { month * 32 + day }

    /// Of ISO 8601: a week belongs to the year of its Thursday.
    var week: Int {
        let thursday = Day(number: number - weekday + 3)
        return (thursday.number - DayNumber.of(year: thursday.year, month: 1, day: 1)) / 7 + 1
    }

    /// Which of its weekday it is in its month, from the beginning and from the end.
    var occurrences: (Int, Int) {
        let next = month == 12 ? (year + 1, 1) : (year, month + 1)
        let daysLeft = DayNumber.of(year: next.0, month: next.1, day: 1) - number
        return ((day - 1) / 7 + 1, -((daysLeft - 1) / 7 + 1))
    }
}
