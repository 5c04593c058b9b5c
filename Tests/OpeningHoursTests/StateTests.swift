import Calendars
import Domain
import Foundation
import Testing

@testable import OpeningHoursKit

@Suite struct StateTests {
    static let dijon = Locality(departement: try? DepartementCode("21"))

    /// A moment on the wall of the locality.
    static func moment(_ text: String, in locality: Locality = dijon) throws -> Date {
        let numbers = text.split(whereSeparator: { "-T:".contains($0) }).compactMap { Int($0) }
        let local = try #require(
            LocalDateTime(year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4]))
        return Zone(locality.zone).date(of: local)
    }

    // 6 July 2026 is a Monday, 14 July a Tuesday.
    @Test(arguments: [
        // Where a rule leaves off, `||` fills in at any hour of the day, as the specification says.
        ("Mo-Fr 08:00-18:00 || \"sur rendez-vous\"", "2026-07-06T20:00", OpeningHours.State.unknown),
        ("Mo-Fr 08:00-18:00 || \"sur rendez-vous\"", "2026-07-06T10:00", .open),
        ("10:00-12:00 || 14:00-15:00", "2026-07-06T14:30", .open),
        ("10:00-12:00; PH off || unknown", "2026-07-14T10:30", .unknown),
        // Words alone are not hours.
        ("\"sur rendez-vous\"", "2026-07-06T10:00", .unknown),
        ("Mo \"sur rendez-vous\"", "2026-07-06T10:00", .unknown),
        ("Mo open \"sur rendez-vous\"", "2026-07-06T10:00", .open),
        ("24/7 \"sonner\"", "2026-07-06T10:00", .open),
        // A night goes on past midnight, unless a rule replaces the day that it reaches.
        ("Sa 10:00-12:00; Fr 22:00-02:00", "2026-07-11T01:00", .open),
        ("Fr 22:00-02:00; Sa 10:00-12:00", "2026-07-11T01:00", .closed),
        ("Fr 22:00-02:00, Sa 10:00-12:00", "2026-07-11T01:00", .open),
        ("Fr 22:00-02:00; Sa off", "2026-07-11T01:00", .closed),
        // Weekdays within holidays.
        ("PH Mo-Fr 10:00-12:00", "2026-07-06T11:00", .closed), ("PH Mo-Fr 10:00-12:00", "2026-07-14T11:00", .open),
        ("SH Mo-Fr 10:00-12:00", "2026-07-06T11:00", .open), ("SH Mo-Fr 10:00-12:00", "2026-09-07T11:00", .closed),
        ("SH Mo-Fr 10:00-12:00", "2026-07-11T11:00", .closed),
        ("Mo-Fr 10:00-18:00; SH 10:00-12:00; PH off", "2026-07-06T15:00", .closed),
        // What hangs on school holidays that nobody knows is unknown, and the rest is not.
        ("SH Mo-Fr 10:00-12:00", "2031-02-03T11:00", .unknown), ("SH Mo-Fr 10:00-12:00", "2031-02-03T13:00", .closed),
        ("Mo-Fr 10:00-18:00; SH off", "2031-02-03T11:00", .unknown),
        ("Mo-Fr 10:00-18:00; SH 10:00-12:00", "2031-02-03T11:00", .open),
        ("Mo-Fr 10:00-18:00; SH 10:00-12:00", "2031-02-03T15:00", .unknown),
    ])
    func `rules are weighed as the specification says`(text: String, moment: String, state: OpeningHours.State) throws {
        let hours = try #require(OpeningHours(text))
        #expect(hours.state(at: try Self.moment(moment), in: Self.dijon) == state)
    }

    @Test func `the clock and the holidays are the place's`() throws {
        let hours = try #require(OpeningHours("Mo-Su 08:00-12:00; PH off"))
        let reunion = Locality(departement: try DepartementCode("974"))
        let morning = try Self.moment("2026-07-06T06:30")
        #expect(hours.state(at: morning, in: Self.dijon) == .closed)
        #expect(hours.state(at: morning, in: reunion) == .open)
        #expect(hours.state(at: try Self.moment("2026-12-20T09:00", in: reunion), in: reunion) == .closed)
        #expect(hours.state(at: try Self.moment("2026-12-20T09:00"), in: Self.dijon) == .open)
    }

    @Test(arguments: [
        ("Mo-Fr 09:00-12:00", "2026-07-06T10:00", "2026-07-06T12:00"),
        ("Mo-Fr 09:00-12:00", "2026-07-10T12:00", "2026-07-13T09:00"),
        ("Mo-Fr 09:00-12:00; PH off", "2026-07-13T12:00", "2026-07-15T09:00"),
        ("Fr 22:00-02:00", "2026-07-10T23:00", "2026-07-11T02:00"),
        ("Mo-Su 00:00-24:00; We off", "2026-07-06T10:00", "2026-07-08T00:00"),
        ("24/7", "2026-07-06T10:00", "2026-07-20T00:00"),
        ("Aug off", "2026-07-06T10:00", "2026-07-20T00:00"),
    ])
    func `the next change is when the state changes, or the end of the fortnight`(
        text: String, moment: String, change: String
    ) throws {
        let hours = try #require(OpeningHours(text))
        #expect(try hours.nextChange(after: Self.moment(moment), in: Self.dijon) == Self.moment(change))
    }

    @Test(arguments: [
        "Mo-Su 01:30-02:30", "02:00-03:00", "Su 02:15-02:45,03:00-04:00", "22:00-02:30", "00:00-02:00", "03:00-05:00",
        "02:30-06:00; Su 02:10-02:50",
    ])
    func `in the nights in which clocks are changed, too, the next change is the first`(text: String) throws {
        let hours = try #require(OpeningHours(text))
        for night in ["2026-03-28T22:00", "2026-10-24T22:00"] {
            let start = try Self.moment(night)
            for step in 0..<36 {
                let moment = start.addingTimeInterval(Double(step) * 900)
                let state = hours.state(at: moment, in: Self.dijon)
                let first = (1...(2 * 1440)).lazy.map { moment.addingTimeInterval(Double($0) * 60) }
                    .first { hours.state(at: $0, in: Self.dijon) != state }
                let change = hours.nextChange(after: moment, in: Self.dijon)
                if let first { #expect(change == first, "\(text) after \(moment)") }
            }
        }
    }
}
