/// Reads weekdays and holidays.
enum WeekdayParser {
    /// False when something begins like them and is none.
    static func read(_ scanner: inout Scanner, into days: inout DaySelector) -> Bool {
        guard isNext(scanner) else { return true }
        guard readList(&scanner, into: &days) else { return false }
        guard days.weekdays.isEmpty else { return true }
        // `SH Mo-Fr`: the weekdays that lie in the holidays.
        var ahead = scanner
        ahead.skipSpaces()
        guard ahead.take(oneOf: weekdays) != nil else { return true }
        scanner.skipSpaces()
        days.isWeekdaysOfHolidays = true
        let holidays = days.holidays
        return readList(&scanner, into: &days) && days.holidays == holidays
    }

    private enum Element {
        case weekdays(WeekdayRange), holiday(Holiday)
    }

    private static func readList(_ scanner: inout Scanner, into days: inout DaySelector) -> Bool {
        guard let elements = DayParser.list(&scanner, while: isNext, of: element) else { return false }
        for element in elements {
            switch element {
            case .weekdays(let range): days.weekdays.append(range)
            case .holiday(let holiday): days.holidays.append(holiday)
            }
        }
        return true
    }

    private static func element(_ scanner: inout Scanner) -> Element? {
        if scanner.take(word: "PH") {
            return offset(&scanner).map { .holiday(Holiday(kind: .publicHoliday, offset: $0)) }
        }
        if scanner.take(word: "SH") { return .holiday(Holiday(kind: .schoolHoliday)) }
        guard let first = scanner.take(oneOf: weekdays) else { return nil }
        if scanner.take("[") {
            guard let occurrences = DayParser.list(&scanner, while: { _ in true }, of: occurrence),
                scanner.take("]"), let offset = offset(&scanner)
            else { return nil }
            return .weekdays(
                WeekdayRange(first: first, last: first, occurrences: occurrences.flatMap(\.self), offset: offset))
        }
        let last = scanner.attempt { scanner -> Int? in
            scanner.skipSpaces()
            guard scanner.take("-") else { return nil }
            scanner.skipSpaces()
            return scanner.take(oneOf: weekdays)
        }
        return .weekdays(WeekdayRange(first: first, last: last ?? first))
    }

    /// `2`, `-1` or `1-3`.
    private static func occurrence(_ scanner: inout Scanner) -> [Int]? {
        let isFromEnd = scanner.take("-")
        guard let first = scanner.takeNumber(digits: 1...1), (1...5).contains(first) else { return nil }
        guard !isFromEnd else { return [-first] }
        guard scanner.take("-") else { return [first] }
        guard let last = scanner.takeNumber(digits: 1...1), (first...5).contains(last) else { return nil }
        return Array(first...last)
    }

    /// ` +1 day`, ` -2 days`, or nothing.
    private static func offset(_ scanner: inout Scanner) -> Int? {
        var ahead = scanner
        ahead.skipSpaces()
        let isLater = ahead.take("+")
        guard isLater || ahead.take("-") else { return 0 }
        guard let count = ahead.takeNumber(digits: 1...2) else { return nil }
        ahead.skipSpaces()
        guard ahead.take(oneOf: ["day", "days"]) != nil else { return nil }
        scanner = ahead
        return isLater ? count : -count
    }

    private static func isNext(_ scanner: Scanner) -> Bool {
        var scanner = scanner
        return scanner.take(oneOf: weekdays + ["PH", "SH"]) != nil
    }

    private static let weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
}
