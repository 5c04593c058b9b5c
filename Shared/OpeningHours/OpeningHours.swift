/// When a place is open, in the syntax of OpenStreetMap's `opening_hours`.
///
/// Read are weekdays and their n-th in a month, times, spans past midnight, open ends, `24/7`, months, days, years,
/// week numbers, public and school holidays, `off`, `unknown`, comments, and the three ways to join rules. Hours by the
/// sun, by Easter and by appointment slots are not: such a text is no `OpeningHours`. Whoever keeps it shows it as it
/// is, and it never counts as open.
package struct OpeningHours: Sendable, Hashable {
    /// At a moment. What depends on something that nobody here knows is `unknown`, which is not open.
    package enum State: String, Sendable {
        case open, closed, unknown
    }

    package static let maximumBytes = 1_000

    package let text: String
    let rules: [Rule]

    /// Nil when the text is not understood, as a whole or in a part.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumBytes else { return nil }
        var parser = RuleParser(text)
        guard let rules = parser.rules() else { return nil }
        self.text = text
        self.rules = rules
    }
}
