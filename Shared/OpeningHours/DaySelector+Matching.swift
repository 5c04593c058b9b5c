import Domain

/// What a day is compared with besides the calendar.
struct HolidayView {
    let departement: DepartementCode?
    /// What stands for school holidays where nobody knows them.
    let assumesSchoolHolidays: Bool
}

extension DaySelector {
    func matches(_ day: Day, _ view: HolidayView) -> Bool {
        (years.isEmpty || years.contains { $0.contains(day.year) })
            && (dates.isEmpty || dates.contains { $0.contains(day) })
            && (weeks.isEmpty || weeks.contains { $0.contains(day.week) })
            && matchesWeekday(day, view)
    }

    private func matchesWeekday(_ day: Day, _ view: HolidayView) -> Bool {
        guard !weekdays.isEmpty || !holidays.isEmpty else { return true }
        let isWeekday = weekdays.contains { $0.contains(day) }
        let isHoliday = holidays.contains { $0.contains(day, view) }
        return isWeekdaysOfHolidays ? isWeekday && isHoliday : isWeekday || isHoliday
    }

    var asksForSchoolHolidays: Bool {
        holidays.contains { $0.kind == .schoolHoliday }
    }
}

extension DateRange {
    func contains(_ day: Day) -> Bool {
        if let first = start.year, let last = end.year {
            let number = day.year * 512 + day.ordinal
            return number >= first * 512 + start.ordinal && number <= last * 512 + end.ordinal
        }
        return start.ordinal <= end.ordinal
            ? (start.ordinal...end.ordinal).contains(day.ordinal)
            : day.ordinal >= start.ordinal || day.ordinal <= end.ordinal
    }
}

extension WeekdayRange {
    func contains(_ day: Day) -> Bool {
        let day = offset == 0 ? day : Day(number: day.number - offset)
        let isInside =
            first <= last ? (first...last).contains(day.weekday) : day.weekday >= first || day.weekday <= last
        guard isInside, !occurrences.isEmpty else { return isInside }
        let (fromStart, fromEnd) = day.occurrences
        return occurrences.contains(fromStart) || occurrences.contains(fromEnd)
    }
}

extension Holiday {
    func contains(_ day: Day, _ view: HolidayView) -> Bool {
        switch kind {
        case .publicHoliday:
            let day = offset == 0 ? day : Day(number: day.number - offset)
            return PublicHolidays.contains(day, departement: view.departement)
        case .schoolHoliday:
            return SchoolHolidays.contains(day, departement: view.departement) ?? view.assumesSchoolHolidays
        }
    }
}
