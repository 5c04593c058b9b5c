package import Domain

extension LocalDateTime {
    /// « mardi 3 novembre 2026 à 14 h 30 », “Tuesday 3 November 2026 at 14:30”.
    package func words(in language: Language) -> String {
        switch language {
        case .french: "\(dayWords(in: language)) à \(timeWords(in: language))"
        case .english: "\(dayWords(in: language)) at \(timeWords(in: language))"
        }
    }

    /// « mardi 3 novembre 2026 », “Tuesday 3 November 2026”.
    package func dayWords(in language: Language) -> String {
        switch language {
        case .french:
            "\(Self.frenchWeekdays[weekday]) \(day == 1 ? "1er" : "\(day)") \(Self.frenchMonths[month - 1]) \(year)"
        case .english:
            "\(Self.englishWeekdays[weekday]) \(day) \(Self.englishMonths[month - 1]) \(year)"
        }
    }

    /// « novembre 2026 », “November 2026”.
    package func monthWords(in language: Language) -> String {
        switch language {
        case .french: "\(Self.frenchMonths[month - 1]) \(year)"
        case .english: "\(Self.englishMonths[month - 1]) \(year)"
        }
    }

    /// « 14 h 30 », « 9 h »; “14:30”, “09:00”. French spaces do not break, so that no line ends between 14 and h.
    package func timeWords(in language: Language) -> String {
        switch language {
        case .french: minute == 0 ? "\(hour)\u{A0}h" : "\(hour)\u{A0}h\u{A0}\(minute.padded(to: 2))"
        case .english: "\(hour.padded(to: 2)):\(minute.padded(to: 2))"
        }
    }

    /// « mardi 3 novembre 2026 de 14 h à 16 h » within a day, « du … au … » beyond.
    package func words(until end: LocalDateTime?, in language: Language) -> String {
        guard let end, end > self else { return words(in: language) }
        let isWithinADay = (year, month, day) == (end.year, end.month, end.day)
        switch language {
        case .french where isWithinADay:
            return "\(dayWords(in: language)) de \(timeWords(in: language)) à \(end.timeWords(in: language))"
        case .french:
            return "du \(words(in: language)) au \(end.words(in: language))"
        case .english where isWithinADay:
            return "\(dayWords(in: language)) from \(timeWords(in: language)) to \(end.timeWords(in: language))"
        case .english:
            return "from \(words(in: language)) to \(end.words(in: language))"
        }
    }

    private static let frenchWeekdays = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    private static let frenchMonths = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ]
    private static let englishWeekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
