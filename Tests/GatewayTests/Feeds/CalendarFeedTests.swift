import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct CalendarFeedTests {
    @Test func `an empty agenda is a valid calendar`() async throws {
        let bytes = try CalendarFeed(heading: FeedSamples.heading(), events: []).bytes()
        try await FormatJudge.calendar.check(bytes)
        #expect(Self.lines(bytes).contains("LAST-MODIFIED:20260101T000000Z"))
    }

    @Test func `an event is told with all that its reader needs`() throws {
        let event = try FeedSamples.event(
            endsAt: "2026-11-03T15:00:00Z", onlineUrl: "https://visio.example/salle,1", url: "https://ailleurs.example")
        let lines = try Self.lines(CalendarFeed(heading: FeedSamples.heading(), events: [event]).bytes())
        for line in [
            "UID:0192aaaa-0000-7000-8000-000000000001@reseau.example", "DTSTAMP:20261002T080000Z",
            "LAST-MODIFIED:20261002T080000Z", "CREATED:20261001T080000Z", "SEQUENCE:2", "STATUS:CONFIRMED",
            "DTSTART;TZID=Europe/Paris:20261103T143000", "DTEND;TZID=Europe/Paris:20261103T160000",
            "SUMMARY:Café du réseau", #"LOCATION:L’Atelier\, « chez Zoé »\, 3 rue de la Gare\, 21000 Dijon"#,
            "GEO:47.322000;5.041500",
            "URL:https://portail.example/events/0192aaaa-0000-7000-8000-000000000001",
            #"DESCRIPTION:Venez !\n\nOn parle de tout.\n\nEn ligne : https://visio.example/salle\,1"#,
            "X-PUBLISHED-TTL:PT1H", "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "SOURCE;VALUE=URI:https://portail.example/feeds/events", "PRODID:-//Maillage//Réseau & cie//FR",
            "X-WR-CALNAME:Agenda du réseau, d’ici ; et d’ailleurs",
            #"NAME:Agenda du réseau\, d’ici \; et d’ailleurs"#,
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.contains { $0.hasPrefix("CONFERENCE;") && $0.hasSuffix(":https://visio.example/salle,1") })
    }

    @Test func `judges accept an agenda of all zones and states`() async throws {
        var events = try ServedTimeZone.allCases.enumerated().map { index, zone in
            try FeedSamples.event(index, endsAt: "2026-11-03T15:00:00Z", timezone: zone)
        }
        events.append(
            try FeedSamples.event(20, state: .cancelled, isPlaced: false, onlineUrl: "https://visio.example/é"))
        // In the night in which the clocks show an hour twice: it starts in the first turn and ends in the second.
        events.append(try FeedSamples.event(21, startsAt: "2026-10-25T00:30:00Z", endsAt: "2026-10-25T01:30:00Z"))
        // An end before the start is not told.
        events.append(try FeedSamples.event(22, description: "", endsAt: "2026-11-03T13:30:00Z"))
        let bytes = try CalendarFeed(heading: FeedSamples.heading(), events: events).bytes()
        try await FormatJudge.calendar.check(bytes)
        let lines = Self.lines(bytes)
        #expect(lines.contains("STATUS:CANCELLED"))
        #expect(lines.count { $0 == "BEGIN:VTIMEZONE" } == 6)
        #expect(lines.contains("DTSTART;TZID=America/Cayenne:20261103T103000"))
    }

    @Test func `drafts are told to nobody`() throws {
        let drafts = try [FeedSamples.event(1, state: .draft), FeedSamples.event(2, state: .other)]
        let lines = try Self.lines(CalendarFeed(heading: FeedSamples.heading(), events: drafts).bytes())
        #expect(!lines.contains("BEGIN:VEVENT"))
    }

    @Test func `awkward texts come back equal`() async throws {
        try await Self.expectEqual(FeedSamples.awkward)
    }

    @Test(.realData) func `naughty strings come back equal`() async throws {
        try await Self.expectEqual(RealData.naughtyStrings())
    }

    @Test func `a description keeps its lines, in the one form that the format has`() async throws {
        let event = try FeedSamples.event(description: "one\r\ntwo\rthree\n\nfour")
        try await FormatJudge.calendar.check(
            try CalendarFeed(heading: FeedSamples.heading(), events: [event]).bytes(),
            expecting: ["\(event.event.id)@reseau.example": ["DESCRIPTION": "one\ntwo\nthree\n\nfour"]])
    }

    @Test func `the same agenda is the same bytes`() throws {
        let events = try (1...20).map { try FeedSamples.event($0, timezone: ServedTimeZone.allCases[$0 % 6]) }
        let feed = try CalendarFeed(heading: FeedSamples.heading(), events: events)
        #expect(feed.bytes() == feed.bytes())
    }

    /// Three readers give each text back, as title and as description.
    private static func expectEqual(_ texts: [String]) async throws {
        let accepted = texts.filter { (try? OneLine($0)) != nil }
        #expect(accepted.count > 10)
        let events = try accepted.enumerated().map { try FeedSamples.event($0, title: $1, description: $1) }
        var expected: [String: [String: String]] = [:]
        for (event, text) in zip(events, accepted) {
            expected["\(event.event.id)@reseau.example"] = ["SUMMARY": text, "DESCRIPTION": text]
        }
        try await FormatJudge.calendar.check(
            try CalendarFeed(heading: FeedSamples.heading(), events: events).bytes(), expecting: expected)
    }

    static func lines(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n ", with: "", options: .literal)
            .components(separatedBy: "\r\n")
    }
}
