import Domain
import Foundation
import TestSupport
import Testing

@testable import Gateway

@Suite struct JSONFeedTests {
    @Test func `an empty feed is valid`() async throws {
        try await FormatJudge.jsonFeed.check(try JSONFeed(heading: FeedSamples.heading(), offers: []).bytes())
    }

    @Test func `offers are told, closed ones as closed and drafts not at all`() async throws {
        let offers = try [
            FeedSamples.offer(1), FeedSamples.offer(2, state: .closed), FeedSamples.offer(3, state: .draft),
        ]
        let bytes = try JSONFeed(heading: FeedSamples.heading(), offers: offers).bytes()
        let closed = "Cette offre n’est plus ouverte."
        try await FormatJudge.jsonFeed.check(
            bytes,
            expecting: [
                "urn:uuid:\(offers[0].offer.id)": [
                    "title": "Animatrice de fablab",
                    "content_text": "Jusqu’au mardi 1er décembre 2026\n\nBac +2.\nVenez.",
                    "date_modified": "2026-10-02T08:00:00Z", "date_published": "2026-10-01T09:00:00Z",
                    "external_url": "https://emploi.example/?a=1&b=2",
                    "url": "https://portail.example/offers/\(offers[0].offer.id)",
                ],
                "urn:uuid:\(offers[1].offer.id)": ["content_text": closed, "summary": closed],
            ])
        let feed = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let items = try #require(feed["items"] as? [[String: Any]])
        #expect(items.count == 2)
        #expect(items[0]["tags"] as? [String] == ["shared_job"])
        let extensions = items.compactMap { $0["_maillage"] as? [String: Any] }
        #expect(extensions.map { $0["state"] as? String } == ["published", "closed"])
        #expect(extensions[0]["closes_on"] as? String == "2026-12-01")
        #expect((extensions[0]["place"] as? [String: Any])?["name"] as? String == "L’Atelier, « chez Zoé »")
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
        let offers = try accepted.enumerated().map { try FeedSamples.offer($0, title: $1, description: $1) }
        var expected: [String: [String: String]] = [:]
        for (offer, text) in zip(offers, accepted) {
            expected["urn:uuid:\(offer.offer.id)"] = ["title": text, "content_text": text]
        }
        try await FormatJudge.jsonFeed.check(
            try JSONFeed(heading: FeedSamples.heading(), offers: offers).bytes(), expecting: expected)
    }
}
