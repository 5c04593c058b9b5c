import Calendars
import Domain
import Foundation
import Testing

@testable import Newsletter

struct EditionScheduleTests {
    private let paris = Zone(.paris)

    private func date(_ text: String) throws -> Date {
        try #require(Date(rfc3339: text))
    }

    @Test(arguments: [
        ("1 tuesday 09:00", "2026-11", "2026-11-03T08:00:00Z"),
        // The first of the month is the day itself.
        ("1 tuesday 09:00", "2026-12", "2026-12-01T08:00:00Z"),
        // Summer time.
        ("1 tuesday 09:00", "2026-07", "2026-07-07T07:00:00Z"),
        ("1 tuesday 09:00", "2028-02", "2028-02-01T08:00:00Z"),
        ("4 sunday 00:30", "2026-02", "2026-02-21T23:30:00Z"),
        // The clocks skip 02:30 on the last Sunday of March: counted as before the gap.
        ("4 sunday 02:30", "2027-03", "2027-03-28T01:30:00Z"),
        // They show 02:30 twice on the last Sunday of October: the first.
        ("4 sunday 02:30", "2026-10", "2026-10-25T00:30:00Z"),
    ])
    func `the moment of a month is told by the clocks of the network`(text: String, month: String, utc: String) throws {
        let schedule = try #require(EditionSchedule(text))
        #expect(schedule.moment(in: try Month(month), zone: paris).rfc3339 == utc)
    }

    @Test func `overseas clocks count where the network is there`() throws {
        let moment = EditionSchedule.firstTuesday.moment(in: try Month("2026-07"), zone: Zone(.reunion))
        #expect(moment.rfc3339 == "2026-07-07T05:00:00Z")
    }

    @Test(arguments: [
        "", "1 tuesday", "5 tuesday 09:00", "0 tuesday 09:00", "1 mardi 09:00", "1 tuesday 24:00", "1 tuesday 9",
    ])
    func `a schedule that says nothing clear is refused`(text: String) {
        #expect(EditionSchedule(text) == nil)
    }

    @Test(
        arguments: [
            // Before the moment, at it, after it.
            (now: "2026-11-03T07:59:59Z", cut: nil, installed: "2026-01-01T00:00:00Z", due: nil),
            (now: "2026-11-03T08:00:00Z", cut: nil, installed: "2026-01-01T00:00:00Z", due: "2026-11"),
            (now: "2026-11-30T22:00:00Z", cut: nil, installed: "2026-01-01T00:00:00Z", due: "2026-11"),
            // Cut by hand or by another instance.
            (now: "2026-11-30T22:00:00Z", cut: "2026-11", installed: "2026-01-01T00:00:00Z", due: nil),
            // A missed month is not made up for before the moment of the current one.
            (now: "2026-12-01T07:59:59Z", cut: "2026-10", installed: "2026-01-01T00:00:00Z", due: nil),
            (now: "2026-12-24T08:00:00Z", cut: "2026-10", installed: "2026-01-01T00:00:00Z", due: "2026-12"),
            // The month is that of the network's clocks.
            (now: "2026-11-30T23:30:00Z", cut: "2026-11", installed: "2026-01-01T00:00:00Z", due: nil),
            // Nothing is owed for moments before the installation.
            (now: "2026-11-24T11:00:00Z", cut: nil, installed: "2026-11-24T10:00:00Z", due: nil),
            (now: "2026-12-01T08:00:00Z", cut: nil, installed: "2026-11-24T10:00:00Z", due: "2026-12"),
        ] as [(now: String, cut: String?, installed: String, due: String?)])
    func `one edition is due, for the current month, once its moment has come`(
        now: String, cut: String?, installed: String, due: String?
    ) throws {
        let month = EditionSchedule.firstTuesday.monthDue(
            at: try date(now), isCut: { $0.text == cut }, installed: try date(installed), zone: paris)
        #expect(month?.text == due)
    }

    @Test(arguments: [
        // Cut by the schedule.
        ("2026-11", "2026-11-03T08:00:00Z", "2026-12-01T08:00:00Z"),
        // Cut by hand before the moment: the schedule leaves the month alone.
        ("2026-11", "2026-11-02T08:00:00Z", "2026-12-01T08:00:00Z"),
        ("2026-12", "2026-12-31T22:00:00Z", "2027-01-05T08:00:00Z"),
        // A month that is over, cut late, before and after the current month's moment.
        ("2026-10", "2026-11-02T08:00:00Z", "2026-11-03T08:00:00Z"),
        ("2026-10", "2026-11-24T08:00:00Z", "2026-12-01T08:00:00Z"),
    ])
    func `the next edition is the next moment of a later month`(month: String, cut: String, next: String) throws {
        let moment = EditionSchedule.firstTuesday.nextMoment(after: try date(cut), of: try Month(month), zone: paris)
        #expect(moment.rfc3339 == next)
    }

    @Test(arguments: [
        ("2026-11-24T11:00:00Z", "2026-10-24T10:00:00Z"),
        ("2026-03-31T10:00:00Z", "2026-02-28T11:00:00Z"),
        ("2026-01-15T08:00:00Z", "2025-12-15T08:00:00Z"),
    ])
    func `the first edition looks back one month`(cut: String, begin: String) throws {
        #expect(EditionContents.beginning(ofFirstCutAt: try date(cut), zone: paris).rfc3339 == begin)
    }
}
