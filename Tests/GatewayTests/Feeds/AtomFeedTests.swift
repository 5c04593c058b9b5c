import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct AtomFeedTests {
    @Test func `an empty feed is valid and has a fixed date`() async throws {
        let bytes = try AtomFeed(heading: FeedSamples.heading(), items: []).bytes()
        try await FormatJudge.atom.check(bytes)
        #expect(String(decoding: bytes, as: UTF8.self).contains("<updated>2026-01-01T00:00:00Z</updated>"))
    }

    @Test func `events and offers are told, and tombstones of what was withdrawn`() async throws {
        let site = try WebAddress("https://portail.example")
        let items = try [
            FeedItem(
                FeedSamples.event(1, endsAt: "2026-11-03T15:00:00Z", url: "https://a.example/?x=1&y=2"), publicURL: site
            ),
            FeedItem(FeedSamples.event(2, state: .cancelled, updatedAt: "2026-10-09T08:00:00Z"), publicURL: site),
            FeedItem(FeedSamples.offer(3), publicURL: site),
            FeedItem(FeedSamples.offer(4, state: .closed), publicURL: site),
            FeedItem(FeedSamples.offer(5, state: .draft), publicURL: site),
        ].compactMap(\.self)
        #expect(items.count == 4)
        let bytes = try AtomFeed(heading: FeedSamples.heading(), items: items).bytes()
        let when = "mardi 3 novembre 2026 de 14\u{A0}h\u{A0}30 à 16\u{A0}h"
        try await FormatJudge.atom.check(
            bytes,
            expecting: [
                "urn:uuid:\(FeedSamples.uuid(1).uuidString.lowercased())": [
                    "title": "Café du réseau", "content": when,
                ],
                "urn:uuid:\(FeedSamples.uuid(2).uuidString.lowercased())": ["deleted": "yes"],
                "urn:uuid:\(FeedSamples.uuid(3).uuidString.lowercased())": ["content": "mardi 1er décembre 2026"],
                "urn:uuid:\(FeedSamples.uuid(4).uuidString.lowercased())": ["deleted": "yes"],
            ])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("<id>tag:reseau.example,2026:feeds/events</id>"))
        #expect(text.contains("<updated>2026-10-09T08:00:00Z</updated>"))
        #expect(text.contains("ref=\"urn:uuid:0192aaaa-0000-7000-8000-000000000002\" when=\"2026-10-09T08:00:00Z\"/>"))
    }

    @Test func `awkward texts come back equal`() async throws {
        try await Self.expectEqual(FeedSamples.awkward)
    }

    @Test(.realData) func `naughty strings come back equal`() async throws {
        try await Self.expectEqual(RealData.naughtyStrings())
    }

    private static func expectEqual(_ texts: [String]) async throws {
        let accepted = texts.filter { (try? OneLine($0)) != nil }
        #expect(accepted.count > 10)
        let site = try WebAddress("https://portail.example")
        let items = try accepted.enumerated().compactMap {
            try FeedItem(FeedSamples.event($0, title: $1, description: $1), publicURL: site)
        }
        var expected: [String: [String: String]] = [:]
        for (item, text) in zip(items, accepted) { expected[item.id] = ["title": text, "content": text] }
        try await FormatJudge.atom.check(
            try AtomFeed(heading: FeedSamples.heading(), items: items).bytes(), expecting: expected)
    }
}
