/// Reads on which days a rule holds: years, dates, weeks, then weekdays and holidays, each of which may be absent.
enum DayParser {
    /// Nil when something begins like days and is none.
    static func days(_ scanner: inout Scanner) -> DaySelector? {
        var days = DaySelector()
        guard readYearsAndDates(&scanner, into: &days) else { return nil }
        scanner.skipSpaces()
        if scanner.take(word: "week") {
            scanner.skipSpaces()
            guard let weeks = list(&scanner, while: { $0.digits > 0 }, of: week) else { return nil }
            days.weeks = weeks
        }
        if !days.isEveryDay {
            scanner.skipSpaces()
            _ = scanner.take(":")
        }
        scanner.skipSpaces()
        return WeekdayParser.read(&scanner, into: &days) ? days : nil
    }

    /// Elements parted by commas, as long as one follows at once: `, ` joins rules.
    static func list<Element>(
        _ scanner: inout Scanner, while isNext: (Scanner) -> Bool, of element: (inout Scanner) -> Element?
    ) -> [Element]? {
        var elements: [Element] = []
        repeat {
            guard let found = element(&scanner) else { return nil }
            elements.append(found)
        } while scanner.attempt { $0.take(",") && isNext($0) ? true : nil } != nil
        return elements
    }

    private static func readYearsAndDates(_ scanner: inout Scanner, into days: inout DaySelector) -> Bool {
        if isYear(scanner) {
            guard let years = list(&scanner, while: isYear, of: yearRange) else { return false }
            days.years = years
        }
        scanner.skipSpaces()
        guard isMonth(scanner) else { return true }
        var year: Int?
        if days.years.count == 1, let only = days.years.first, only.range.count == 1 {
            // `2026 Dec 20-2027 Jan 5`: the year belongs to the first day.
            (year, days.years) = (only.range.lowerBound, [])
        }
        let dates = list(&scanner, while: { isMonth($0) || isYear($0) }, of: { dateRange(&$0, in: year) })
        days.dates = dates ?? []
        return dates != nil
    }

    private static func dateRange(_ scanner: inout Scanner, in year: Int?) -> DateRange? {
        guard let start = date(&scanner, in: year, isEnd: false) else { return nil }
        let end = scanner.attempt { scanner -> DayOfYear? in
            scanner.skipSpaces()
            guard scanner.take("-") else { return nil }
            scanner.skipSpaces()
            if start.hasDay, let day = dayOfMonth(&scanner), day >= start.day.day {
                return DayOfYear(year: start.day.year, month: start.day.month, day: day)
            }
            guard let end = date(&scanner, in: nil, isEnd: true), end.hasDay == start.hasDay else { return nil }
            return end.day
        }
        guard var end else {
            return DateRange(start: start.day, end: start.hasDay ? start.day : start.day.lastOfMonth)
        }
        guard end.year == nil || start.day.year != nil else { return nil }
        if end.year == nil { end.year = start.day.year.map { end.ordinal < start.day.ordinal ? $0 + 1 : $0 } }
        return DateRange(start: start.day, end: end)
    }

    /// A month, or a day of it, with a year before it or not.
    private static func date(
        _ scanner: inout Scanner, in year: Int?, isEnd: Bool
    ) -> (day: DayOfYear, hasDay: Bool)? {
        let own = isYear(scanner) ? scanner.takeNumber(digits: 4...4) : nil
        scanner.skipSpaces()
        guard let month = scanner.take(oneOf: months) else { return nil }
        let day = scanner.attempt { scanner -> Int? in
            scanner.skipSpaces()
            return dayOfMonth(&scanner)
        }
        let first = DayOfYear(year: own ?? year, month: month + 1, day: day ?? 1)
        return (day == nil && isEnd ? first.lastOfMonth : first, day != nil)
    }

    private static func dayOfMonth(_ scanner: inout Scanner) -> Int? {
        scanner.attempt { scanner in
            // `Jul 10:00-12:00` names no day.
            guard let day = scanner.takeNumber(digits: 1...2), (1...31).contains(day), !isMinute(scanner, 0) else {
                return nil
            }
            return day
        }
    }

    private static func yearRange(_ scanner: inout Scanner) -> YearRange? {
        guard let first = scanner.takeNumber(digits: 4...4) else { return nil }
        if scanner.take("+") { return YearRange(range: first...9999) }
        return range(&scanner, from: first, digits: 4...4)
    }

    private static func week(_ scanner: inout Scanner) -> SteppedRange? {
        guard let first = scanner.takeNumber(digits: 1...2), (1...53).contains(first) else { return nil }
        let range = range(&scanner, from: first, digits: 1...2)
        return range.flatMap { $0.range.upperBound <= 53 ? $0 : nil }
    }

    /// `-52/2`, or nothing.
    private static func range(_ scanner: inout Scanner, from first: Int, digits: ClosedRange<Int>) -> SteppedRange? {
        guard scanner.take("-") else { return SteppedRange(range: first...first) }
        guard let last = scanner.takeNumber(digits: digits), last >= first else { return nil }
        guard scanner.take("/") else { return SteppedRange(range: first...last) }
        guard let step = scanner.takeNumber(digits: 1...2), step > 0 else { return nil }
        return SteppedRange(range: first...last, step: step)
    }

    private static func isYear(_ scanner: Scanner) -> Bool {
        scanner.digits == 4 && !isMinute(scanner, 4)
    }

    /// Whether a colon and a digit come: what stood before them was an hour.
    private static func isMinute(_ scanner: Scanner, _ distance: Int) -> Bool {
        scanner.peek(distance) == UInt8(ascii: ":") && scanner.peek(distance + 1).map(Scanner.isDigit) == true
    }

    private static func isMonth(_ scanner: Scanner) -> Bool {
        var scanner = scanner
        return scanner.take(oneOf: months) != nil
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension DayOfYear {
    fileprivate var lastOfMonth: DayOfYear {
        DayOfYear(year: year, month: month, day: 31)
    }
}
