import Calendars
import Domain
import Foundation
import Testing

@testable import Newsletter

struct EditionContentsTests {
    private static let begin = Date(timeIntervalSince1970: 1_793_692_800)
    private static let cut = Date(timeIntervalSince1970: 1_796_112_000)
    private let window = begin..<cut
    private let inWindow = begin.addingTimeInterval(86_400)
    private let before = begin.addingTimeInterval(-86_400)

    private func event(
        _ title: String, _ state: Event.State = .published, starts: Date, published: Date, changed: Date
    ) throws -> Item {
        Item(
            Event(
                id: .new(), version: 1, sequence: 0, title: try OneLine(title), description: nil, state: state,
                startsAt: starts, endsAt: nil, timezone: .paris, placeId: nil, location: nil, onlineUrl: nil, url: nil,
                createdAt: published, updatedAt: changed, publishedAt: published),
            changedAt: changed)
    }

    private func offer(
        _ title: String, _ state: Offer.State = .published, closesOn: String? = nil, published: Date, changed: Date
    ) throws -> Item {
        Item(
            Offer(
                id: .new(), version: 1, title: try OneLine(title), kind: .job, description: nil, state: state,
                organisation: nil, placeId: nil, closesOn: try closesOn.map { try CalendarDay($0) }, url: nil,
                createdAt: published, updatedAt: changed, publishedAt: published),
            changedAt: changed)
    }

    private func contents(_ items: [Item]) -> EditionContents {
        EditionContents(items, places: [:], window: window, zone: Zone(.paris))
    }

    private func told(_ entries: [EditionContents.Entry]) -> [String] {
        entries.map { "\($0.title): \($0.note?.rawValue ?? "-")" }
    }

    @Test func `events to come are told by date, with what is new about each`() throws {
        let next = Self.cut.addingTimeInterval(86_400)
        let contents = contents([
            try event("b new", starts: next.addingTimeInterval(60), published: inWindow, changed: inWindow),
            try event("a changed", starts: next, published: before, changed: inWindow),
            try event("c near", starts: next.addingTimeInterval(120), published: before, changed: before),
            try event("d off", .cancelled, starts: next.addingTimeInterval(180), published: before, changed: inWindow),
            try event("e long off", .cancelled, starts: next, published: before, changed: before),
        ])
        #expect(told(contents.coming) == ["a changed: changed", "b new: new", "c near: -", "d off: cancelled"])
        #expect(contents.hasNews)
    }

    @Test func `an event that is over stands apart, and one that was called off is not told`() throws {
        let contents = contents([
            try event("party", starts: inWindow, published: before, changed: inWindow),
            try event("off", .cancelled, starts: inWindow, published: before, changed: inWindow),
        ])
        #expect(told(contents.past) == ["party: changed"])
        #expect(contents.coming.isEmpty)
    }

    @Test func `only offers that one may still apply to are told`() throws {
        let contents = contents([
            try offer("open", published: inWindow, changed: inWindow),
            try offer("until today", closesOn: "2026-12-01", published: inWindow, changed: inWindow),
            try offer("until yesterday", closesOn: "2026-11-30", published: inWindow, changed: inWindow),
            try offer("filled", .closed, published: inWindow, changed: inWindow),
        ])
        #expect(told(contents.offers) == ["open: new", "until today: new"])
    }

    @Test func `an event that is only near is no news`() throws {
        let near = try event("near", starts: Self.cut, published: before, changed: before)
        #expect(told(contents([near]).coming) == ["near: -"])
        #expect(!contents([near]).hasNews)
        #expect(!contents([]).hasNews)
    }

    @Test func `the beginning of the window is in it and its end is not`() throws {
        let first = try offer("first", published: Self.begin, changed: Self.begin)
        let last = try offer("next", published: Self.cut, changed: Self.cut)
        #expect(contents([first]).hasNews)
        #expect(!contents([last]).hasNews)
    }

    @Test func `contents are the same after a way through the database's JSON`() throws {
        let original = contents([try event("“é” <&>", starts: Self.cut, published: inWindow, changed: inWindow)])
        let copy = try JSON.decode(EditionContents.self, from: JSON.encode(original))
        #expect(copy == original)
    }
}
