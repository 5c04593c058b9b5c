import Calendars
import Domain
package import FoundationEssentials

extension OpeningHours {
    /// How far `nextChange` looks.
    package static let horizonDays = 14

    package func state(at date: Date, in locality: Locality) -> State {
        let local = Zone(locality.zone).local(date)
        return schedule(of: local.dayNumber, in: locality).state(at: local.minuteOfDay)
    }

    /// The first moment at which the state is another than at `date`, or the end of what is looked at, some fourteen
    /// days ahead: until then an answer that shows the state stays true.
    package func nextChange(after date: Date, in locality: Locality) -> Date {
        let zone = Zone(locality.zone)
        let today = zone.local(date).dayNumber
        // The day before too: a clock put back may show its last hour once more.
        let schedules = (today - 1...today + Self.horizonDays).map { ($0, schedule(of: $0, in: locality)) }
        let byDay = Dictionary(uniqueKeysWithValues: schedules)
        func state(at moment: Date) -> State {
            let local = zone.local(moment)
            return byDay[local.dayNumber]?.state(at: local.minuteOfDay) ?? .unknown
        }
        let end = zone.date(ofDay: today + Self.horizonDays, minute: 0)
        let current = state(at: date)
        let candidates = schedules.flatMap { number, schedule in
            // The hours at which clocks are put forward or back, and every hour twice for the night in which it is.
            (schedule.spans.map(\.start) + [120, 180]).flatMap { minute -> [Date] in
                let first = zone.date(ofDay: number, minute: minute)
                return [first, first.addingTimeInterval(3600)]
            }
        }
        return candidates.filter { $0 > date && $0 < end }.sorted().first { state(at: $0) != current } ?? end
    }
}

extension LocalDateTime {
    var dayNumber: Int { DayNumber.of(year: year, month: month, day: day) }
    var minuteOfDay: Int { hour * 60 + minute }
}

extension Zone {
    /// A minute of a day on the wall.
    fileprivate func date(ofDay number: Int, minute: Int) -> Date {
        let (year, month, day) = DayNumber.date(of: number)
        let local = LocalDateTime(year: year, month: month, day: day, hour: minute / 60, minute: minute % 60)
        // Both are numbers of a day and of a minute within it, so there is such a time.
        return local.map { date(of: $0) } ?? .distantFuture
    }
}
