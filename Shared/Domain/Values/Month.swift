/// A month of a year: `2026-11`.
package struct Month: TextValue, Comparable {
    package let text: String

    package init(_ text: String) throws(InvalidValue) {
        guard (try? CalendarDay("\(text)-01")) != nil else { throw InvalidValue(.month) }
        self.text = text
    }

    package static func < (left: Month, right: Month) -> Bool {
        left.text < right.text
    }
}
