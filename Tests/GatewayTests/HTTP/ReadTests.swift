import Domain
import Foundation
import HTMLKit
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// Reads and the cache, through a real port.
    @Suite struct ReadTests {
        @Test func `what has not changed is asked for once, and answered as conditions say`() async throws {
            try await withGateway(speaking: [.directory]) { world in
                let one = try place()
                world.services.on(FindPlaces.self) { _ in whole(Array(repeating: one, count: 20)) }
                let first = try await world.get("/api/v1/places?q=atelier")
                #expect(first.status == 200)
                #expect(first.header("content-type") == "application/json")
                #expect(first.header("x-content-type-options") == "nosniff")
                #expect(first.header("traceparent") != nil)
                #expect(try first.json()["total"] as? Int == 20)
                #expect(try first.json()["next"] is NSNull)
                let tag = try #require(first.header("etag"))
                for _ in 0..<5 { #expect(try await world.get("/api/v1/places?q=atelier").header("etag") == tag) }
                let unchanged = try await world.get("/api/v1/places?q=atelier", ["if-none-match": "\"x\", \(tag)"])
                #expect(unchanged.status == 304)
                #expect(unchanged.body.isEmpty)
                #expect(unchanged.header("etag") == tag)
                let packed = try await world.get("/api/v1/places?q=atelier", ["accept-encoding": "gzip"])
                #expect(packed.header("content-encoding") == "gzip")
                #expect(packed.header("vary") == "Accept-Encoding")
                #expect(packed.header("etag") != tag)
                #expect(packed.body.count < first.body.count)
                let head = try await HTTP.send("HEAD", world.url + "/api/v1/places?q=atelier", body: nil)
                #expect(head.status == 200)
                #expect(head.body.isEmpty)
                #expect(head.header("content-length") == "\(first.body.count)")
                #expect(world.services.count(FindPlaces.self) == 1)

                world.services.on(FindPlaces.self) { _ in whole([one]) }
                try await world.tell(PlaceEvents.changed, one)
                try await eventually("the change is seen", within: .seconds(1)) {
                    try await world.get("/api/v1/places?q=atelier").json()["total"] as? Int == 1
                }
            }
        }

        @Test func `a page speaks the language that is asked for`() async throws {
            try await withGateway { world in
                world.services.on(FindPlaces.self) { _ in whole([]) }
                let french = try await world.get("/places")
                let english = try await world.get("/places", ["accept-language": "en-GB,en;q=0.9"])
                #expect(french.text.contains("<html lang=\"fr\">") && french.text.contains("aucun tiers-lieu"))
                #expect(english.text.contains("<html lang=\"en\">") && english.text.contains("no places"))
                #expect(english.header("vary") == "Accept-Encoding, Accept-Language, Cookie")
                #expect(french.header("content-security-policy")?.contains("default-src 'none'") == true)
                #expect(try await world.get("/places").text == french.text)
                #expect(world.services.count(FindPlaces.self) == 2)
            }
        }

        @Test func `text from people is text on pages`() async throws {
            try await withGateway { world in
                let place = try place("<script>alert(1)</script> \"&'")
                world.services.on(FindPlaces.self) { _ in whole([place]) }
                let page = try await world.get("/places?q=%22%3E%3Cscript%3E")
                #expect(!page.text.contains("<script>"))
                #expect(page.text.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;&#39;"))
                #expect(page.text.contains("value=\"&quot;&gt;&lt;script&gt;\""))
            }
        }

        @Test func `an empty network has valid feeds`() async throws {
            try await withGateway { world in
                world.services.on(FindEvents.self) { _ in whole([]) }
                world.services.on(FindOffers.self) { _ in whole([]) }
                for (path, type) in [
                    ("/feeds/events.ics", "text/calendar; charset=utf-8"),
                    ("/feeds/events.atom", "application/atom+xml; charset=utf-8"),
                    ("/feeds/offers.atom", "application/atom+xml; charset=utf-8"),
                    ("/feeds/offers.json", "application/feed+json; charset=utf-8"),
                ] {
                    let feed = try await world.get(path)
                    #expect(feed.status == 200)
                    #expect(feed.header("content-type") == type)
                    #expect(!feed.body.isEmpty)
                    let since = try #require(feed.header("last-modified"))
                    #expect(try await world.get(path, ["if-modified-since": since]).status == 304)
                }
                try await FormatJudge.calendar.check(try await world.get("/feeds/events.ics").body)
                try await FormatJudge.atom.check(try await world.get("/feeds/events.atom").body)
                try await FormatJudge.jsonFeed.check(try await world.get("/feeds/offers.json").body)
            }
        }

        @Test func `a feed of offers tells all that are open and all that ended lately`() async throws {
            try await withGateway { world in
                let open = try FeedSamples.offer(1)
                let closed = try FeedSamples.offer(2, state: .closed)
                let between = try FeedSamples.offer(3)
                var ended = between
                ended.offer.state = .closed
                let last = ended
                world.services.on(FindOffers.self) { request in
                    if request.open == true { return whole([open, between]) }
                    let since = try #require(request.endedSince)
                    #expect(abs(since.timeIntervalSinceNow + 90 * 86_400) < 60)
                    return whole([closed, last])
                }
                let items = try await world.get("/feeds/offers.json").json()["items"] as? [[String: Any]]
                let ids = [open, closed, last].map { "urn:uuid:\($0.offer.id)" }
                #expect(items?.compactMap { $0["id"] as? String }.sorted() == ids.sorted())
                #expect(world.services.count(FindOffers.self) == 2)
            }
        }

        @Test func `who offers is said once where the place has the same name`() async throws {
            var listing = try FeedSamples.offer()
            #expect(FeedItem(listing, publicURL: try WebAddress("https://p.example"))?.facts[1] == "La Fabrique")
            listing.offer.organisation = listing.place?.name
            let facts = try #require(FeedItem(listing, publicURL: try WebAddress("https://p.example"))?.facts)
            #expect(facts.filter { $0.contains("L’Atelier") }.count == 1)
            #expect(!ItemPages.offer(listing, on: try CalendarDay("2026-10-01"), .french).text.contains("Organisation"))
        }

        @Test func `the pages of an event and an offer lead back to their lists and feeds`() async throws {
            try await withGateway { world in
                world.services.on(GetEvent.self) { _ in try FeedSamples.event() }
                world.services.on(GetOffer.self) { _ in try FeedSamples.offer() }
                let event = try await world.get("/events/\(Event.ID.new())").text
                #expect(event.contains("Tout l’agenda") && event.contains("/feeds/events.ics"))
                #expect(!event.contains("<!--"))
                let offer = try await world.get("/offers/\(Offer.ID.new())").text
                #expect(offer.contains("Toutes les offres") && offer.contains("/feeds/offers.json"))
                #expect(try await world.get("/favicon.ico").status == 204)
            }
        }

        @Test func `staff are answered for themselves, past the cache`() async throws {
            try await withGateway { world in
                world.services.on(FindPlaces.self) { _ in whole([]) }
                for _ in 0..<2 {
                    let answer = try await world.get(
                        "/api/v1/places", ["authorization": "Bearer \(GatewayWorld.staffKey)"])
                    #expect(answer.header("cache-control") == "private, no-store")
                }
                #expect(world.services.count(FindPlaces.self) == 2)
                let requester = try #require(try world.services.last(FindPlaces.self)).headers["x-requester"]
                #expect(requester?.contains("\"staff\"") == true)
            }
        }

        @Test func `an address that asks too much is told to wait`() async throws {
            try await withGateway(ratePerMinute: 3) { world in
                world.services.on(FindPlaces.self) { _ in whole([]) }
                var statuses: [Int] = []
                for _ in 0..<5 { statuses.append(try await world.get("/api/v1/places").status) }
                #expect(statuses == [200, 200, 200, 429, 429])
                let refused = try await world.get("/api/v1/places")
                #expect(refused.header("retry-after") != nil)
                #expect(refused.header("traceparent") != nil)
            }
        }
    }
}
