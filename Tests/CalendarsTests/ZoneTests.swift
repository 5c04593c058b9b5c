import Calendars
import Domain
import Foundation
import Testing

@Suite struct ZoneTests {
    /// Every three hours from 1990 to 2050, and each hour and second around it at the changes, against Foundation's
    /// zone data, which comes from ICU.
    @Test(arguments: ServedTimeZone.allCases)
    func `local time is that of the zone data`(served: ServedTimeZone) throws {
        let zone = Zone(served)
        let reference = try #require(TimeZone(identifier: served.rawValue))
        var wrong: [Date] = []
        for seconds in stride(from: 631_152_000, through: 2_556_143_999, by: 1800) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            if zone.offset(at: date) != reference.secondsFromGMT(for: date) { wrong.append(date) }
            let before = date.addingTimeInterval(-1)
            if seconds % 3600 == 0, zone.offset(at: before) != reference.secondsFromGMT(for: before) {
                wrong.append(before)
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test(arguments: [
        // Skipped by the clocks: with the offset before the gap.
        (2026, 3, 29, 2, 30, "2026-03-29T01:30:00Z"),
        (2026, 3, 29, 1, 59, "2026-03-29T00:59:00Z"),
        (2026, 3, 29, 3, 0, "2026-03-29T01:00:00Z"),
        // Shown twice: the first.
        (2026, 10, 25, 2, 30, "2026-10-25T00:30:00Z"),
        (2026, 10, 25, 3, 0, "2026-10-25T02:00:00Z"),
        (2026, 7, 14, 12, 0, "2026-07-14T10:00:00Z"),
        (2026, 11, 3, 14, 30, "2026-11-03T13:30:00Z"),
        (2024, 2, 29, 0, 0, "2024-02-28T23:00:00Z"),
    ])
    func `a local time of Paris is read as RFC 5545 says`(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, utc: String
    ) throws {
        let local = try #require(LocalDateTime(year: year, month: month, day: day, hour: hour, minute: minute))
        #expect(Zone(.paris).date(of: local) == Date(rfc3339: utc))
    }

    @Test(arguments: ServedTimeZone.allCases)
    func `a moment comes back from local time unless the clocks showed it before`(served: ServedTimeZone) {
        let zone = Zone(served)
        for seconds in stride(from: 1_767_225_600.0, to: 1_798_761_600, by: 1800) {
            let date = Date(timeIntervalSince1970: seconds)
            let isSecondTurn = served == .paris && (1_792_890_000..<1_792_893_600).contains(seconds)
            let back = zone.date(of: zone.local(date))
            #expect(back == (isSecondTurn ? date.addingTimeInterval(-3600) : date))
        }
    }

    @Test(arguments: [
        (ServedTimeZone.paris, "2026-03-28T23:30:00Z", "2026-03-29T22:00:00Z"),
        (.paris, "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z"),
        (.paris, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        (.paris, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        (.reunion, "2026-12-31T19:59:00Z", "2026-12-31T20:00:00Z"),
        (.cayenne, "2026-12-31T19:59:00Z", "2027-01-01T03:00:00Z"),
    ])
    func `the next midnight is that of the zone`(served: ServedTimeZone, moment: String, midnight: String) throws {
        let date = try #require(Date(rfc3339: moment))
        #expect(Zone(served).midnight(after: date) == Date(rfc3339: midnight))
    }

    @Test func `a day starts at its midnight and is the day of its start`() throws {
        let day = try CalendarDay("2026-03-29")
        #expect(Zone(.paris).start(of: day) == Date(rfc3339: "2026-03-28T23:00:00Z"))
        for served in ServedTimeZone.allCases {
            let zone = Zone(served)
            #expect(try zone.local(zone.start(of: day)).calendarDay == day)
        }
    }

    @Test(arguments: [(2026, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (1900, 2, 29)])
    func `a day that does not exist is no local time`(year: Int, month: Int, day: Int) {
        #expect(LocalDateTime(year: year, month: month, day: day) == nil)
        #expect(LocalDateTime(year: 2026, month: 1, day: 1, hour: 24) == nil)
    }

    @Test func `absurd moments are not a trap`() {
        for date in [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: .infinity)] {
            #expect(Zone(.paris).local(date).words(in: .french).isEmpty == false)
        }
    }
}
