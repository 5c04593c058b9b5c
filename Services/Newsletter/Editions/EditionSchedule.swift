import Calendars
import Domain
import FoundationEssentials

/// When an edition is cut by itself: on one weekday of each month, at one hour of the network's zone.
struct EditionSchedule: Sendable, Equatable {
    /// Which one in the month: 1 to 4, since not every month has a fifth.
    let week: Int
    /// 0 for Monday to 6 for Sunday.
    let weekday: Int
    let hour: Int
    let minute: Int

    static let firstTuesday = EditionSchedule(week: 1, weekday: 1, hour: 9, minute: 0)

    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    init(week: Int, weekday: Int, hour: Int, minute: Int) {
        self.week = week
        self.weekday = weekday
        self.hour = hour
        self.minute = minute
    }

    /// Reads `1 tuesday 09:00`.
    init?(_ text: String) {
        let parts = text.lowercased().split(separator: " ")
        guard parts.count == 3, let week = Int(parts[0]), (1...4).contains(week),
            let weekday = Self.weekdays.firstIndex(of: String(parts[1]))
        else { return nil }
        let clock = parts[2].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard clock.count == 2, let hour = clock[0], let minute = clock[1],
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        self.init(week: week, weekday: weekday, hour: hour, minute: minute)
    }

    /// The moment of a month.
    func moment(in month: Month, zone: Zone) -> Date {
        guard let first = LocalDateTime(year: month.year, month: month.number, day: 1),
            let local = LocalDateTime(
                year: month.year, month: month.number,
                day: 1 + (weekday - first.weekday + 7) % 7 + 7 * (week - 1), hour: hour, minute: minute)
        else {
            preconditionFailure("every month has a first day and four of each weekday")
        }
        return zone.date(of: local)
    }

    /// The month to cut now, if any: the current one, once its moment has come. A moment that passed while nothing ran
    /// is made up for; one of an earlier month is not, since the current month's edition begins at the last cut.
    func monthDue(at now: Date, isCut: (Month) -> Bool, installed: Date, zone: Zone) -> Month? {
        let month = Month(of: now, in: zone)
        let moment = moment(in: month, zone: zone)
        return moment <= now && moment >= installed && !isCut(month) ? month : nil
    }

    /// When the edition after that of `month`, cut at `cut`, will be cut.
    func nextMoment(after cut: Date, of month: Month, zone: Zone) -> Date {
        var next = Month(of: cut, in: zone)
        while next <= month || moment(in: next, zone: zone) <= cut { next = next.following }
        return moment(in: next, zone: zone)
    }
}

extension Month {
    init(of date: Date, in zone: Zone) {
        self.init(of: zone.local(date))
    }

    /// The calendar ends with the year 9999; so does this, rather than fail.
    private init(of local: LocalDateTime) {
        let day = (try? local.calendarDay.text) ?? "9999-12-31"
        guard let month = try? Month(String(day.prefix(7))) else { preconditionFailure("a day begins with its month") }
        self = month
    }

    var year: Int { Int(text.prefix(4)) ?? 0 }
    /// 1 to 12.
    var number: Int { Int(text.suffix(2)) ?? 0 }

    var following: Month {
        let (year, number) = number == 12 ? (year + 1, 1) : (year, number + 1)
        return LocalDateTime(year: year, month: number, day: 1).map { Month(of: $0) } ?? self
    }
}
