package import Domain
package import FoundationEssentials

/// Turns moments into local time and back, in one of the zones that are served.
///
/// The rules are written out, because they are few and known: the overseas zones keep one offset, and metropolitan
/// France follows the European Union's directive 2000/84/EC. Neither the machine's zone files nor ICU is read.
/// Right from 1981 on; should the Union end summer time, `parisOffset` and the VTIMEZONE change.
package struct Zone: Sendable, Hashable {
    private let zone: ServedTimeZone

    package init(_ zone: ServedTimeZone) {
        self.zone = zone
    }

    /// Seconds to add to UTC.
    package func offset(at date: Date) -> Int {
        switch zone {
        case .paris: Self.parisOffset(at: date.wholeSeconds)
        case .reunion: 4 * 3600
        case .mayotte: 3 * 3600
        case .martinique, .guadeloupe: -4 * 3600
        case .cayenne: -3 * 3600
        }
    }

    package func local(_ date: Date) -> LocalDateTime {
        LocalDateTime(secondsAsIfUTC: date.wholeSeconds + offset(at: date))
    }

    /// As RFC 5545 §3.3.5 reads a local time: one that the clocks skip counts with the offset before the gap, one that
    /// they show twice is the first.
    package func date(of local: LocalDateTime) -> Date {
        let seconds = local.secondsAsIfUTC
        let winter = Date(secondsSince1970: seconds - standardOffset)
        let summer = Date(secondsSince1970: seconds - standardOffset - 3600)
        return offset(at: summer) == standardOffset + 3600 ? summer : winter
    }

    /// The first moment of a day.
    package func start(of day: CalendarDay) -> Date {
        date(of: LocalDateTime(startOf: day))
    }

    /// The first midnight after a moment.
    package func midnight(after date: Date) -> Date {
        let today = local(date)
        let tomorrow = DayNumber.of(year: today.year, month: today.month, day: today.day) + 1
        return self.date(of: LocalDateTime(secondsAsIfUTC: tomorrow * 86_400))
    }

    private var standardOffset: Int {
        zone == .paris ? 3600 : offset(at: .distantPast)
    }

    /// Summer time from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October; of September
    /// until 1995.
    private static func parisOffset(at seconds: Int) -> Int {
        let year = LocalDateTime(secondsAsIfUTC: seconds).year
        let begin = lastSunday(of: 3, in: year) * 86_400 + 3600
        let end = lastSunday(of: year < 1996 ? 9 : 10, in: year) * 86_400 + 3600
        return (begin..<end).contains(seconds) ? 7200 : 3600
    }

    private static func lastSunday(of month: Int, in year: Int) -> Int {
        let lastDay = DayNumber.of(year: year, month: month + 1, day: 1) - 1
        return lastDay - (LocalDateTime(secondsAsIfUTC: lastDay * 86_400).weekday + 1) % 7
    }
}

extension LocalDateTime {
    /// What a clock shows in UTC.
    package init(inUTC date: Date) {
        self.init(secondsAsIfUTC: date.wholeSeconds)
    }
}

extension Date {
    init(secondsSince1970 seconds: Int) {
        self.init(timeIntervalSince1970: Double(seconds))
    }

    /// Rounded down; clamped to what a calendar can be asked for.
    var wholeSeconds: Int {
        Int(max(-1e12, min(1e12, timeIntervalSince1970.rounded(.down))))
    }
}
