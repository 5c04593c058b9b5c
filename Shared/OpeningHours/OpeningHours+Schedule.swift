extension OpeningHours {
    /// A day by all rules. Where they ask for school holidays that nobody knows, it is worked out with and without, and
    /// what comes out different is unknown.
    func schedule(of number: Int, in locality: Locality) -> DaySchedule {
        let (today, yesterday) = (Day(number: number), Day(number: number - 1))
        let departement = locality.departement
        let certain = schedule(
            of: today, after: yesterday, HolidayView(departement: departement, assumesSchoolHolidays: false))
        let isUncertain =
            rules.contains(where: \.days.asksForSchoolHolidays)
            && [today, yesterday].contains { SchoolHolidays.contains($0, departement: departement) == nil }
        guard isUncertain else { return certain }
        return certain.combined(
            with: schedule(
                of: today, after: yesterday, HolidayView(departement: departement, assumesSchoolHolidays: true)))
    }

    private func schedule(of today: Day, after yesterday: Day, _ view: HolidayView) -> DaySchedule {
        var schedule = DaySchedule()
        for rule in rules {
            let isToday = rule.days.matches(today, view)
            // A rule replaces the whole day, with what the night before had left in it; `off` takes hours away only.
            if isToday, rule.joint == .normal, rule.state != .closed { schedule = DaySchedule() }
            let isYesterday = rule.hours.contains { $0.end > Hours.day } && rule.days.matches(yesterday, view)
            for span in rule.spans(isToday: isToday, isYesterday: isYesterday) {
                if rule.joint == .fallback { schedule.fill(span) } else { schedule.paint(span) }
            }
        }
        return schedule
    }
}

extension Rule {
    /// The parts of its hours that lie in a day: those that begin there, and those that began the day before.
    fileprivate func spans(isToday: Bool, isYesterday: Bool) -> [DaySchedule.Span] {
        func span(_ start: Int, _ end: Int, hasOpenEnd: Bool) -> DaySchedule.Span {
            DaySchedule.Span(start: start, end: end, state: state, comment: comment, hasOpenEnd: hasOpenEnd)
        }
        var spans: [DaySchedule.Span] = []
        if isToday {
            spans += hours.map { span($0.start, min($0.end, Hours.day), hasOpenEnd: $0.hasOpenEnd) }
            if hours.isEmpty { spans.append(span(0, Hours.day, hasOpenEnd: false)) }
        }
        if isYesterday {
            spans += hours.filter { $0.end > Hours.day }
                .map { span(0, $0.end - Hours.day, hasOpenEnd: $0.hasOpenEnd) }
        }
        return spans
    }
}
