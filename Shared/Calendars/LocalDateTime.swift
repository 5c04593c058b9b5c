package import Domain

/// What a calendar and a clock on the wall show, without saying where. Gregorian, to the second.
package struct LocalDateTime: Hashable, Sendable, Comparable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int

    /// Nil when there is no such day or hour.
    package init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard (1...12).contains(month), (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
        else { return nil }
        let clock = hour * 3600 + minute * 60 + second
        self.init(secondsAsIfUTC: DayNumber.of(year: year, month: month, day: day) * 86_400 + clock)
        // A thirty-first of April would have come out as the first of May.
        guard self.month == month, self.day == day else { return nil }
    }

    /// The beginning of a day.
    package init(startOf day: CalendarDay) {
        // The type guarantees three numbers that make a day.
        let parts = day.text.split(separator: "-").compactMap { Int($0) }
        self.init(secondsAsIfUTC: DayNumber.of(year: parts[0], month: parts[1], day: parts[2]) * 86_400)
    }

    /// From the seconds since 1970 that a clock would count if it ran in UTC.
    init(secondsAsIfUTC seconds: Int) {
        let days = seconds.dividedRoundingDown(by: 86_400)
        let clock = seconds - days * 86_400
        (year, month, day) = DayNumber.date(of: days)
        (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60)
    }

    var secondsAsIfUTC: Int {
        DayNumber.of(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// 0 for Monday to 6 for Sunday.
    package var weekday: Int {
        // 1 January 1970 was a Thursday.
        let days = DayNumber.of(year: year, month: month, day: day) + 3
        return days - 7 * days.dividedRoundingDown(by: 7)
    }

    /// The day, `2026-11-24`.
    /// - Throws: `InvalidValue` outside the years 1 to 9999.
    package var calendarDay: CalendarDay {
        get throws(InvalidValue) {
            try CalendarDay("\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))")
        }
    }

    package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        left.secondsAsIfUTC < right.secondsAsIfUTC
    }
}

/// Days since 1 January 1970 in the Gregorian calendar.
///
/// Years are counted from March, so that the leap day is a year's last, and in eras of 400 years, which all have
/// 146,097 days.
package enum DayNumber {
    package static func of(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let era = marchYear.dividedRoundingDown(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    package static func date(of number: Int) -> (year: Int, month: Int, day: Int) {
        let days = number + 719_468
        let era = days.dividedRoundingDown(by: 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension Int {
    func dividedRoundingDown(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
    }

    func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
