/// Reads rules and what joins them.
struct RuleParser {
    private var scanner: Scanner

    init(_ text: String) {
        scanner = Scanner(text)
    }

    /// Nil unless all of the text is understood.
    mutating func rules() -> [Rule]? {
        var rules: [Rule] = []
        var joint = Rule.Joint.normal
        var isDaysOnly = false
        repeat {
            // `Mo, Tu 10:00-12:00` would by the letter be open all of Monday, and nobody who writes it means that.
            if isDaysOnly, joint == .additional { return nil }
            guard let rule = rule(joint) else { return nil }
            rules.append(rule)
            isDaysOnly = rule.hours.isEmpty && rule.state == .open && !rule.days.isEveryDay
            scanner.skipSpaces()
            if scanner.isAtEnd { return rules }
            guard let found = takeJoint() else { return nil }
            joint = found
            scanner.skipSpaces()
            // A last semicolon joins nothing.
        } while !(scanner.isAtEnd && joint == .normal)
        return rules
    }

    private mutating func takeJoint() -> Rule.Joint? {
        if scanner.take(";") { return .normal }
        if scanner.take("||") { return .fallback }
        if scanner.take(",") { return .additional }
        return nil
    }

    private mutating func rule(_ joint: Rule.Joint) -> Rule? {
        scanner.skipSpaces()
        let start = scanner.position
        var days = DaySelector()
        let isAlways = scanner.take("24/7")
        if !isAlways {
            guard let found = DayParser.days(&scanner) else { return nil }
            days = found
        }
        scanner.skipSpaces()
        guard let hours = hours() else { return nil }
        scanner.skipSpaces()
        let word = scanner.take(oneOf: ["open", "closed", "off", "unknown"])
        scanner.skipSpaces()
        let comment = scanner.takeQuoted()
        guard scanner.position > start, !(isAlways && !hours.isEmpty) else { return nil }
        // Words alone, such as "sur rendez-vous", say nothing of when.
        let isTold = word != nil || comment == nil || isAlways || !hours.isEmpty
        let states: [OpeningHours.State] = [.open, .closed, .closed, .unknown]
        return Rule(
            joint: joint, days: days, hours: hours, state: isTold ? states[word ?? 0] : .unknown, comment: comment)
    }

    /// Nil when something begins like hours and is none.
    private mutating func hours() -> [Hours]? {
        guard scanner.digits > 0 else { return [] }
        var result: [Hours] = []
        repeat {
            guard let span = span() else { return nil }
            result.append(span)
        } while takeCommaBeforeDigit()
        return result
    }

    private mutating func takeCommaBeforeDigit() -> Bool {
        scanner.attempt { scanner in
            guard scanner.take(",") else { return nil }
            scanner.skipSpaces()
            // Four digits are a year, and begin another rule.
            return (1...2).contains(scanner.digits) ? true : nil
        } ?? false
    }

    private mutating func span() -> Hours? {
        guard let start = time(upTo: Hours.day - 1) else { return nil }
        if scanner.take("+") { return Hours(start: start, end: Hours.day, hasOpenEnd: true) }
        scanner.skipSpaces()
        guard scanner.take("-") else { return nil }
        scanner.skipSpaces()
        guard let end = time(upTo: 2 * Hours.day) else { return nil }
        let isOver = scanner.take("+")
        return Hours(start: start, end: end <= start ? end + Hours.day : end, hasOpenEnd: isOver)
    }

    private mutating func time(upTo latest: Int) -> Int? {
        guard let hour = scanner.takeNumber(digits: 1...2), scanner.take(":"),
            let minute = scanner.takeNumber(digits: 2...2), minute < 60
        else { return nil }
        let time = hour * 60 + minute
        return time <= latest ? time : nil
    }
}
