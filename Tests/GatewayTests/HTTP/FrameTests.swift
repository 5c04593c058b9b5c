import Domain
import Foundation
import FoundationXML
import TestSupport
import Testing

@testable import Gateway

extension OverBrokerTests {
    /// What stands around the pages: languages, errors, legal texts, and what machines look for.
    @Suite struct FrameTests {
        private let browser = ["accept": "text/html,*/*;q=0.8"]

        @Test func `the chosen language stays, by address and by cookie, also on cached pages`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                for _ in 0..<2 {
                    let english = try await world.get("/offers?lang=en")
                    #expect(english.text.contains("<html lang=\"en\">"))
                    #expect(
                        english.header("set-cookie") == "lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax")
                    #expect(english.text.contains("href=\"/offers?lang=fr\" lang=\"fr\" hreflang=\"fr\">Français"))
                    let next = try await world.get("/offers", ["cookie": "lang=en"])
                    #expect(next.text.contains("<html lang=\"en\">") && next.header("set-cookie") == nil)
                    #expect(try await world.get("/offers").text.contains("<html lang=\"fr\">"))
                }
                #expect(try await world.get("/offers?lang=de").status == 400)
                #expect(try await world.get("/api/v1/offers?lang=en").status == 400)
            }
        }

        @Test func `the section that one is in is marked`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                #expect(try await world.get("/offers").text.contains("<a href=\"/offers\" aria-current=\"page\">"))
                let place = try await world.get("/places/\(PortalSamples.placeID)").text
                #expect(place.contains("<a href=\"/places\" aria-current=\"true\">"))
                #expect(try await world.get("/").text.contains("<a href=\"/\" aria-current=\"page\">"))
            }
        }

        @Test func `the next page of a list keeps the filters`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                let page = try await world.get("/places?q=l%27%C3%A9t%C3%A9+%26&kind=fablab&departement=&region=27")
                #expect(
                    page.text.contains(
                        "/places?q=l%27%C3%A9t%C3%A9%20%26&amp;kind=fablab&amp;region=27&amp;cursor=suite"))
                #expect(page.text.contains("<input type=\"hidden\" name=\"region\" value=\"27\">"))
                #expect(
                    page.text.contains(
                        "data-source=\"/api/v1/places.geojson?q=l%27%C3%A9t%C3%A9%20%26&amp;kind=fablab&amp;region=27\""
                    ))
            }
        }

        @Test(arguments: [
            ("GET", "/rien", 404), ("DELETE", "/places", 405), ("GET", "/places?limit=999", 422),
            ("GET", "/events?from=hier", 400), ("GET", "/offers", 503), ("POST", "/newsletter/subscribe", 422),
        ])
        func `an error is a page for a person, in their language, and a document for a program`(
            method: String, path: String, status: Int
        ) async throws {
            try await withGateway(up: [.directory]) { world in
                let headers = browser.merging(["accept-language": "en"]) { $1 }
                let page = try await HTTP.send(method, world.url + path, headers: headers, body: nil)
                #expect(page.status == status)
                #expect(page.header("content-type") == "text/html; charset=utf-8")
                #expect(page.text.contains("<html lang=\"en\">") && page.text.contains("Error \(status)"))
                #expect(page.header("content-security-policy")?.contains("frame-ancestors 'none'") == true)
                #expect((page.header("retry-after") != nil) == (status == 503))
                let document = try await HTTP.send(method, world.url + path, body: nil)
                #expect(document.status == status)
                #expect(document.header("content-type") == "application/problem+json")
            }
        }

        @Test func `a form that is too large or of another type is refused on a page`() async throws {
            try await withGateway { world in
                let form = browser.merging(["content-type": "application/x-www-form-urlencoded"]) { $1 }
                let large = try await HTTP.send(
                    "POST", world.url + "/newsletter/subscribe", headers: form,
                    body: Data("email=\(String(repeating: "a", count: 20_000))".utf8))
                #expect(large.status == 413 && large.text.contains("<h1>Corps trop long</h1>"))
                let other = try await HTTP.send(
                    "POST", world.url + "/newsletter/subscribe",
                    headers: browser.merging(["content-type": "text/plain"]) { $1 }, body: Data("a".utf8))
                #expect(other.status == 415 && other.text.contains("<h1>"))
                // No link leads to what only a form can ask for.
                #expect(large.text.contains("href=\"/?lang=en\""))
            }
        }

        @Test func `text in an address that is not found is text on its page`() async throws {
            try await withGateway { world in
                let page = try await world.get("/%22%3E%3Cscript%3Ealert(1)%3C/script%3E?%22%3E=%3Cb%3E", browser)
                #expect(page.status == 404)
                #expect(!page.text.contains("<script") && !page.text.contains("<b>"))
            }
        }

        @Test(arguments: ["/legal", "/privacy", "/accessibility", "/contact", "/sitemap"])
        func `pages about the site are there while every service is down`(path: String) async throws {
            try await withGateway(up: []) { world in
                let page = try await world.get(path)
                #expect(page.status == 200)
                #expect(page.text.contains("<h1>") && page.text.contains("href=\"/accessibility\""))
            }
        }

        @Test func `what pages load is compressed, kept for ever, and there`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                let page = try await world.get("/places").text
                let links = page.matches(of: /\/assets\/[0-9a-f]{16}\.(css|js|svg)/).map { String($0.output.0) }
                #expect(links.count >= 2)
                for link in links {
                    let asset = try await world.get(link, ["accept-encoding": "gzip"])
                    #expect(asset.status == 200)
                    #expect(asset.header("cache-control") == "public, max-age=31536000, immutable")
                    #expect(asset.header("content-encoding") == "gzip")
                    #expect(asset.header("x-content-type-options") == "nosniff")
                }
            }
        }

        @Test func `machines find what they look for`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                #expect(
                    try await world.get("/robots.txt").text.contains("Sitemap: https://portail.example/sitemap.xml"))
                let security = try await world.get("/.well-known/security.txt")
                #expect(security.header("content-type") == "text/plain; charset=utf-8")
                #expect(security.text.contains("Contact: https://portail.example/contact"))
                let expires = try #require(security.text.firstMatch(of: /Expires: (\S+)/)).1
                let date = try #require(Date(rfc3339: String(expires)))
                #expect((150 * 86_400.0..<366 * 86_400.0).contains(date.timeIntervalSinceNow))
            }
        }

        @Test func `the site map names every page once`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                let map = try await world.get("/sitemap.xml")
                #expect(map.header("content-type") == "application/xml; charset=utf-8")
                let parsed = try XMLDocument(data: map.body)
                let addresses = try parsed.nodes(forXPath: "//*[local-name()='loc']").compactMap(\.stringValue)
                #expect(Set(addresses).count == addresses.count)
                for place in try PortalSamples.places() {
                    #expect(addresses.contains("https://portail.example/places/\(place.id)"))
                }
                #expect(addresses.contains("https://portail.example/events/\(PortalSamples.eventID)"))
                #expect(addresses.contains("https://portail.example/legal"))
            }
        }

        @Test func `a site map that is too large is a list of files, which name every page`() async throws {
            try await withGateway { world in
                try PortalSamples.answer(world.services)
                let many = try (0..<5_400).map { number in
                    try place("Lieu \(number)", id: Place.ID(FeedSamples.uuid(10_000 + number)))
                }
                world.services.on(FindPlaces.self) { request in
                    let start = request.page.cursor.flatMap { Int($0) } ?? 0
                    let end = min(start + request.page.limit, many.count)
                    return Page(
                        items: Array(many[start..<end]), counted: many.count, next: end < many.count ? "\(end)" : nil)
                }
                let index = try XMLDocument(data: try await world.get("/sitemap.xml").body)
                #expect(index.rootElement()?.name == "sitemapindex")
                let files = try index.nodes(forXPath: "//*[local-name()='loc']").compactMap(\.stringValue)
                #expect(files.count == 4)
                var addresses: Set<String> = []
                for file in files {
                    let path = file.replacing("https://portail.example", with: "")
                    let part = try XMLDocument(data: try await world.get(path).body)
                    addresses.formUnion(
                        try part.nodes(forXPath: "//*[local-name()='loc']").compactMap(\.stringValue))
                }
                #expect(many.allSatisfy { addresses.contains("https://portail.example/places/\($0.id)") })
                #expect(addresses.contains("https://portail.example/offers/\(PortalSamples.offerID)"))
                #expect(try await world.get("/sitemaps/nothing.xml").status == 404)
            }
        }

        @Test func `the map is given what the list finds, on all its pages`() async throws {
            try await withGateway { world in
                let places = try PortalSamples.places()
                world.services.on(FindPlaces.self) { request in
                    request.page.cursor == nil
                        ? Page(items: Array(places.prefix(4)), counted: 7, next: "suite")
                        : Page(items: Array(places.dropFirst(4)), counted: 7, next: nil)
                }
                let map = try await world.get("/api/v1/places.geojson?q=a&kind=fablab")
                #expect(map.header("content-type") == "application/geo+json")
                #expect(try world.services.last(FindPlaces.self)?.request.kind == .fablab)
                let collection = try map.json()
                #expect(collection["type"] as? String == "FeatureCollection")
                let features = try #require(collection["features"] as? [[String: Any]])
                #expect(features.compactMap { $0["id"] as? String } == places.map(\.id.description))
                let point = try #require(features[0]["geometry"] as? [String: Any])
                #expect(point["coordinates"] as? [Double] == [5.0415, 47.322])
                #expect(features[6]["geometry"] is NSNull)

                world.services.on(FindPlaces.self) { _ in whole([]) }
                let empty = try await world.get("/api/v1/places.geojson?q=nothing")
                #expect(empty.status == 200 && empty.text == #"{"features":[],"type":"FeatureCollection"}"#)
                #expect(try await world.get("/api/v1/places.geojson?radius_km=3").status == 400)
            }
        }
    }
}
