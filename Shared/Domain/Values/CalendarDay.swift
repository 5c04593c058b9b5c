/// A day of the Gregorian calendar, without hour or zone: `2026-11-24`.
package struct CalendarDay: TextValue, Comparable {
    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            year >= 1, (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
        else { throw InvalidValue(.date) }
        self.text = text
    }

    /// The text sorts as the days do.
    package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.text < right.text
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
