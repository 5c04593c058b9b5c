import Calendars
package import Domain
package import FoundationEssentials

extension OpeningDay {
    /// « lundi », “Monday”.
    package func name(in language: Language) -> String {
        let french = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
        let english = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        return language(french[weekday], english[weekday])
    }

    /// « 9 h – 12 h, 14 h – 18 h 30 (sur rendez-vous) », « fermé ».
    package func words(in language: Language) -> String {
        spans.isEmpty
            ? language("fermé", "closed") : spans.map { $0.words(in: language) }.joined(separator: ", ")
    }
}

extension OpeningDay.Span {
    /// « 9 h – 12 h », “09:00 – 12:00”, « à partir de 18 h ».
    package func words(in language: Language) -> String {
        let comment = comment.map { " (\($0))" } ?? ""
        let isWholeDay = start == 0 && end == Hours.day
        switch state {
        case .open where isWholeDay: return language("ouvert toute la journée", "open all day") + comment
        case .open: return hours(in: language) + comment
        case .closed where isWholeDay: return language("fermé", "closed") + comment
        case .closed: return "\(hours(in: language)) : \(language("fermé", "closed"))\(comment)"
        case .unknown where isWholeDay: return self.comment ?? language("horaires non connus", "hours not known")
        case .unknown:
            return hours(in: language) + (comment.isEmpty ? language(" (à vérifier)", " (to be checked)") : comment)
        }
    }

    private func hours(in language: Language) -> String {
        let from = Self.time(start, in: language)
        guard !(hasOpenEnd && end == Hours.day) else { return "\(language("à partir de", "from")) \(from)" }
        return "\(from) – \(Self.time(end, in: language))"
    }

    private static func time(_ minute: Int, in language: Language) -> String {
        let hour = minute == Hours.day ? 24 : minute / 60 % 24
        let rest = minute % 60 < 10 ? "0\(minute % 60)" : "\(minute % 60)"
        let padded = hour < 10 ? "0\(hour)" : "\(hour)"
        // French spaces do not break, so that no line ends between 14 and h.
        return language(minute % 60 == 0 ? "\(hour)\u{A0}h" : "\(hour)\u{A0}h\u{A0}\(rest)", "\(padded):\(rest)")
    }
}

extension OpeningHours {
    /// « Ouvert, jusqu’à 18 h », « Fermé, ouvre lundi à 9 h », “Hours not known”: what is at a moment, and when it
    /// changes.
    package func words(at date: Date, in locality: Locality, _ language: Language) -> String {
        let change = nextChange(after: date, in: locality)
        let zone = Zone(locality.zone)
        let (now, then) = (zone.local(date), zone.local(change))
        let days = then.dayNumber - now.dayNumber
        // Midnight is told as the end of the day before it.
        let isToday = days == 0 || days == 1 && then.minuteOfDay == 0
        let time = then.minuteOfDay == 0 ? language("minuit", "midnight") : then.timeWords(in: language)
        let weekday = days == 1 ? language("demain", "tomorrow") : then.weekdayWords(in: language)
        let next = state(at: change, in: locality)
        switch state(at: date, in: locality) {
        case .unknown:
            let span = schedule(of: now.dayNumber, in: locality).span(at: now.minuteOfDay)
            return span?.comment ?? language("Horaires non connus", "Hours not known")
        case .open where isToday: return language("Ouvert, jusqu’à \(time)", "Open, until \(time)")
        case .open: return language("Ouvert", "Open")
        case .closed where next != .open || days >= 7: return language("Fermé", "Closed")
        case .closed where days == 0: return language("Fermé, ouvre à \(time)", "Closed, opens at \(time)")
        case .closed: return language("Fermé, ouvre \(weekday) à \(time)", "Closed, opens \(weekday) at \(time)")
        }
    }
}

extension LocalDateTime {
    fileprivate func weekdayWords(in language: Language) -> String {
        // The first word is the weekday in both languages.
        String(dayWords(in: language).prefix { $0 != " " })
    }
}

extension Language {
    func callAsFunction(_ french: String, _ english: String) -> String {
        self == .french ? french : english
    }
}
