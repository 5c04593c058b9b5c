/// One rule of a text: on which days, at which hours, and what is then.
struct Rule: Sendable, Hashable {
    /// How a rule bears on those before it.
    enum Joint {
        /// `;` replaces what they say of its days.
        case normal
        /// `,` adds to it.
        case additional
        /// `||` fills what they leave closed.
        case fallback
    }

    var joint: Joint
    var days: DaySelector
    /// The whole day when empty.
    var hours: [Hours]
    var state: OpeningHours.State
    var comment: String?
}

/// From one minute of a day to another, which may lie in the day after.
struct Hours: Sendable, Hashable {
    static let day = 24 * 60

    let start: Int
    /// At most 48 hours.
    let end: Int
    /// `18:00+`: until an hour that nobody knows. It counts as open until midnight, or until the end that is given.
    var hasOpenEnd = false
}

/// The days of a rule: each part that is given must hold.
struct DaySelector: Sendable, Hashable {
    var years: [YearRange] = []
    var dates: [DateRange] = []
    var weeks: [SteppedRange] = []
    var weekdays: [WeekdayRange] = []
    var holidays: [Holiday] = []
    /// `SH Mo-Fr`: weekdays within holidays; `Mo-Fr,SH` is either of them.
    var isWeekdaysOfHolidays = false

    var isEveryDay: Bool {
        years.isEmpty && dates.isEmpty && weeks.isEmpty && weekdays.isEmpty && holidays.isEmpty
    }
}

/// `2-52/2`.
struct SteppedRange: Sendable, Hashable {
    let range: ClosedRange<Int>
    var step = 1

    func contains(_ number: Int) -> Bool {
        range.contains(number) && (number - range.lowerBound) % step == 0
    }
}

typealias YearRange = SteppedRange

/// From one day of the year to another, past its end if need be; between two days of given years if both have one.
struct DateRange: Sendable, Hashable {
    let start: DayOfYear
    let end: DayOfYear
}

struct DayOfYear: Sendable, Hashable {
    var year: Int?
    let month: Int
    let day: Int

    /// Days of one year in their order.
    var ordinal: Int { month * 32 + day }
}

/// `Mo-Fr`, `Fr-Mo`, `Mo[1,-1]`, `Mo[1] +2 days`. 0 is Monday.
struct WeekdayRange: Sendable, Hashable {
    let first: Int
    let last: Int
    /// Which of the month, from its end when negative; all when empty.
    var occurrences: [Int] = []
    var offset = 0
}

struct Holiday: Sendable, Hashable {
    enum Kind {
        case publicHoliday, schoolHoliday
    }

    let kind: Kind
    var offset = 0
}
