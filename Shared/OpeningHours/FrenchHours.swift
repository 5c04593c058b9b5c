/// Hours as French files have them, a column a weekday: « 9:00 - 12:00 / Sur RDV : 14h - 17h30 », « - ».
package enum FrenchHours {
    /// The same in OpenStreetMap's syntax. A day whose words are not understood is unknown, and keeps them as its
    /// comment. `days` are the words by weekday, 0 for Monday; a weekday without a column is closed. Nil when no column
    /// says anything.
    package static func openingHours(_ days: [Int: String]) -> OpeningHours? {
        let read = (0..<7).map { day in days[day].map(parts) ?? [] }
        let said = days.values.contains { !$0.allSatisfy { $0.isWhitespace || dashes.contains($0) } }
        guard said else { return nil }
        var rules: [String] = []
        for day in 0..<7 where !read[day].isEmpty {
            // Days that are the same are told together, at the first of them.
            let same = (0..<7).filter { read[$0] == read[day] }
            guard same.first == day else { continue }
            let names = same.map { weekdays[$0] }
            let isRange = same.count > 2 && same.last == day + same.count - 1
            let prefix = isRange ? "\(names[0])-\(names[names.count - 1])" : names.joined(separator: ",")
            rules.append(read[day].map { "\(prefix) \($0)" }.joined(separator: ", "))
        }
        return OpeningHours(rules.joined(separator: "; "))
    }

    private static let weekdays = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    private static let dashes: Set<Character> = ["-", "–", "—"]

    /// What the rules of one day say after its name; nothing when it is closed.
    private static func parts(_ words: String) -> [String] {
        var scanner = Scanner(words)
        scanner.skipSpaces()
        if scanner.isAtEnd { return ["unknown"] }
        if scanner.attempt({ closed(&$0) }) != nil { return [] }
        guard let spans = spans(&scanner) else { return ["unknown \"\(words.replacing("\"", with: "’"))\""] }
        let (free, booked) = (spans.filter { !$0.isBooked }, spans.filter(\.isBooked))
        return [(free, ""), (booked, " unknown \"sur rendez-vous\"")].filter { !$0.0.isEmpty }
            .map { spans, state in spans.map(\.text).joined(separator: ",") + state }
    }

    private struct Span {
        let text: String
        let isBooked: Bool
    }

    private static func closed(_ scanner: inout Scanner) -> Bool? {
        guard scanner.take("-") || scanner.take(oneOf: ["fermé", "fermée", "ferme"]) != nil else { return nil }
        scanner.skipSpaces()
        return scanner.isAtEnd ? true : nil
    }

    /// « Sur RDV » holds for all that follows, until « Sans RDV ».
    private static func spans(_ scanner: inout Scanner) -> [Span]? {
        var spans: [Span] = []
        var isBooked = false
        while !scanner.isAtEnd {
            if let word = booking(&scanner) { isBooked = word }
            guard let start = time(&scanner) else { return nil }
            scanner.skipSpaces()
            guard scanner.take("-") || scanner.take(oneOf: ["à", "a"]) != nil else { return nil }
            guard let end = time(&scanner), end > start else { return nil }
            spans.append(Span(text: "\(clock(start))-\(clock(end))", isBooked: isBooked))
            scanner.skipSpaces()
            guard scanner.isAtEnd || takeSeparator(&scanner) else { return nil }
            scanner.skipSpaces()
        }
        return spans
    }

    private static func booking(_ scanner: inout Scanner) -> Bool? {
        scanner.attempt { scanner in
            guard let word = scanner.take(oneOf: ["sur", "sans"]) else { return nil }
            scanner.skipSpaces()
            guard scanner.take(oneOf: ["RDV", "rendez-vous"]) != nil else { return nil }
            scanner.skipSpaces()
            _ = scanner.take(":")
            return word == 0
        }
    }

    private static func takeSeparator(_ scanner: inout Scanner) -> Bool {
        scanner.take("//") || scanner.take("/") || scanner.take(",") || scanner.take(";")
            || scanner.take(oneOf: ["et"]) != nil
    }

    /// `9:00`, `9h`, `9 h 30`.
    private static func time(_ scanner: inout Scanner) -> Int? {
        scanner.skipSpaces()
        guard let hour = scanner.takeNumber(digits: 1...2) else { return nil }
        let isColon = scanner.take(":")
        if !isColon {
            scanner.skipSpaces()
            guard scanner.take("h") || scanner.take("H") else { return nil }
        }
        let minute = scanner.attempt { scanner -> Int? in
            if !isColon { scanner.skipSpaces() }
            return scanner.takeNumber(digits: 2...2)
        }
        guard minute != nil || !isColon else { return nil }
        let time = hour * 60 + (minute ?? 0)
        return (minute ?? 0) < 60 && time <= Hours.day ? time : nil
    }

    private static func clock(_ time: Int) -> String {
        let (hour, minute) = (time / 60, time % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
