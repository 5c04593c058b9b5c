import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// The steps of the story, each a thing that somebody does and what they see.
struct Story {
    let system: TestSystem
    let staff: String

    private var mailbox: Mailbox { Mailbox(system.servers.mail) }

    /// A partner with a webhook.
    struct Partner {
        let id: String
        let secret: String
        let server: PartnerServer
    }

    // MARK: The staff imports the places it has in a spreadsheet

    func importPlaces(_ file: PlacesFile) async throws {
        let arguments = ["import", "places", file.file.path, "--mapping", file.mapping.path]
        let first = try await importing(arguments, refused: file.refused)
        #expect(first.contains("\(file.rows - file.refused.count) imported"))
        for line in file.refused { #expect(first.contains("line \(line)")) }
        try await eventually("every place is told") {
            try await system.one("SELECT count(*) FROM outbox WHERE published_at IS NULL", in: .directory) == 0
        }
        let told = try await system.one("SELECT count(*) FROM outbox", in: .directory, as: Int.self)

        let second = try await importing(arguments, refused: file.refused)
        #expect(second.contains("\(file.rows - file.refused.count) unchanged"))
        #expect(try await system.one("SELECT count(*) FROM outbox", in: .directory) == told)

        let list = try await HTTP.get(system.url("/api/v1/places?limit=1")).json()
        #expect(list["total"] as? Int == file.rows - file.refused.count)
    }

    private func importing(_ arguments: [String], refused: [Int]) async throws -> String {
        try await system.run(.directory, arguments, status: refused.isEmpty ? 0 : 2)
    }

    // MARK: A visitor finds one of them

    func findPlace(_ text: String, departement: String) async throws -> String {
        let query = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let found = try await HTTP.get(system.url("/api/v1/places?q=\(query)&departement=\(departement)")).json()
        let items = try #require(found["items"] as? [[String: Any]])
        #expect(items.count == 1)
        return try #require(items.first?["id"] as? String)
    }

    // MARK: A partner registers an address

    func registerWebhook(types: [String]) async throws -> Partner {
        let server = try await PartnerServer.start()
        let answer = try await HTTP.post(
            system.url("/api/v1/webhooks"), json: ["url": server.url, "types": types], key: staff)
        #expect(answer.status == 201)
        let created = try answer.json()
        return Partner(
            id: try #require(created["id"] as? String), secret: try #require(created["secret"] as? String),
            server: server)
    }

    // MARK: A reader asks for the newsletter and confirms by the link in the mail

    func subscribe(_ address: String) async throws {
        let asked = try await HTTP.post(system.url("/api/v1/subscribers"), json: ["email": address])
        #expect(asked.status == 202)
        let mail = try await mailbox.first(to: address, subjectContaining: "onfirm")
        let link = try #require(mail.text.firstMatch(of: /http:\/\/\S+\/newsletter\/confirm\/[A-Za-z0-9_-]+/)).output
        let page = try await HTTP.get(String(link))
        #expect(page.status == 200)
        #expect(page.text.contains("<form"))
        try await #require(confirmed() == 0, "reading the page must not confirm")
        #expect(try await HTTP.send("POST", String(link), body: Data()).status == 200)
        #expect(try await confirmed() == 1)
    }

    private func confirmed() async throws -> Int {
        try await system.one("SELECT count(*) FROM subscribers WHERE state = 'confirmed'", in: .newsletter)
    }

    // MARK: The staff publishes an event and an offer, once

    func publishEvent(at place: String) async throws -> String {
        let start = Date().addingTimeInterval(6 * 86_400)
        let created = try await HTTP.post(
            system.url("/api/v1/events"),
            json: [
                "title": "Café du réseau & <amis>", "starts_at": start.rfc3339,
                "ends_at": start.addingTimeInterval(7200).rfc3339, "place_id": place,
            ], key: staff)
        #expect(created.status == 201)
        let id = try #require(created.json()["id"] as? String)
        #expect(try await HTTP.get(system.url("/api/v1/events/\(id)")).status == 404, "a draft is told to nobody")
        let published = try await HTTP.post(system.url("/api/v1/events/\(id)/publish"), key: staff)
        #expect(published.status == 200)
        #expect(try published.json()["state"] as? String == "published")
        return id
    }

    func publishOffer(at place: String) async throws -> String {
        let created = try await HTTP.post(
            system.url("/api/v1/offers"),
            json: ["title": "Animatrice de fablab", "kind": "shared_job", "place_id": place], key: staff)
        #expect(created.status == 201)
        let id = try #require(created.json()["id"] as? String)
        #expect(try await HTTP.post(system.url("/api/v1/offers/\(id)/publish"), key: staff).status == 200)
        return id
    }

    // MARK: Everybody sees both on the place's page, within a second

    func pageTellsBoth(place: String) async throws {
        try await eventually("the page tells both", within: .seconds(1)) {
            let page = try await HTTP.get(system.url("/places/\(place)"))
            return page.status == 200 && page.text.contains("Café du réseau &amp; &lt;amis&gt;")
                && page.text.contains("Animatrice de fablab")
        }
        let composed = try await HTTP.get(system.url("/api/v1/places/\(place)")).json()
        #expect((composed["events"] as? [Any])?.count == 1)
        #expect((composed["offers"] as? [Any])?.count == 1)
        #expect((composed["unavailable"] as? [Any])?.isEmpty == true)
    }

    // MARK: The partners' feeds say the same, with the same identifiers

    func feedsTellBoth(event: String, offer: String) async throws {
        let types = [
            "events.ics": "text/calendar", "events.atom": "application/atom+xml", "offers.atom": "application/atom+xml",
            "offers.json": "application/feed+json",
        ]
        for (name, type) in types {
            let id = name.hasPrefix("events") ? event : offer
            try await eventually("\(name) tells", within: .seconds(1)) {
                try await HTTP.get(system.url("/feeds/\(name)")).text.replacing("\r\n ", with: "").contains(id)
            }
            let feed = try await HTTP.get(system.url("/feeds/\(name)"))
            #expect(feed.header("content-type")?.hasPrefix(type) == true)
            let tag = try #require(feed.header("etag"))
            let again = try await HTTP.get(system.url("/feeds/\(name)"), headers: ["if-none-match": tag])
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            let since = try #require(feed.header("last-modified"))
            #expect(
                try await HTTP.get(system.url("/feeds/\(name)"), headers: ["if-modified-since": since]).status == 304)
        }
    }

    // MARK: The partner's webhook was told of each, once, signed

    func partnerWasToldOnce(_ partner: Partner, event: String, offer: String) async throws {
        var told: [String: [String: Any]] = [:]
        for _ in 0..<2 {
            let request = try await partner.server.next()
            #expect(try Signature.isValid(on: request, secret: partner.secret))
            let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
            let data = try #require(body["data"] as? [String: Any])
            told[try #require(data["id"] as? String)] = body
        }
        #expect(told[event]?["type"] as? String == "events.event.published")
        #expect(told[offer]?["type"] as? String == "jobs_board.offer.published")
        let log = try await HTTP.get(
            system.url("/api/v1/webhooks/\(partner.id)/deliveries"), headers: ["authorization": "Bearer \(staff)"])
        let items = try #require(log.json()["items"] as? [[String: Any]])
        #expect(items.count == 2)
        try await eventually("the log says delivered") {
            try await system.one("SELECT count(*) FROM deliveries WHERE state = 'delivered'", in: .notifications) == 2
        }
    }

    // MARK: Reading what has not changed costs no database work

    func unchangedPageCostsNothing(place: String) async throws {
        _ = try await HTTP.get(system.url("/places/\(place)"))
        // Only reads of requests count: the services look after their outbox whether or not somebody reads.
        let before = try await answered()
        for _ in 0..<20 { #expect(try await HTTP.get(system.url("/places/\(place)")).status == 200) }
        #expect(try await answered() == before)
    }

    private func answered() async throws -> Double {
        var total = 0.0
        for service in ServiceName.owners { total += try await system.metric("requests_total", of: service) ?? 0 }
        return total
    }

    // MARK: A cancellation reaches page, calendar, feed and partner

    func cancellationIsSeenEverywhere(_ event: String, place: String, partner: Partner) async throws {
        let current = try await HTTP.get(system.url("/api/v1/events/\(event)"))
        let tag = try #require(current.header("etag"))
        let stale = try await HTTP.post(
            system.url("/api/v1/events/\(event)/cancel"), key: staff, headers: ["if-match": "\"999\""])
        #expect(stale.status == 412)
        let cancelled = try await HTTP.post(
            system.url("/api/v1/events/\(event)/cancel"), key: staff, headers: ["if-match": tag])
        #expect(cancelled.status == 200)
        try await eventually("the page no longer announces it", within: .seconds(1)) {
            let composed = try await HTTP.get(system.url("/api/v1/places/\(place)")).json()
            return (composed["events"] as? [Any])?.isEmpty == true
        }
        try await eventually("the calendar says so", within: .seconds(1)) {
            let calendar = try await HTTP.get(system.url("/feeds/events.ics")).text
            return calendar.contains("STATUS:CANCELLED") && calendar.contains("SEQUENCE:1")
        }
        try await eventually("the feed keeps a tombstone", within: .seconds(1)) {
            try await HTTP.get(system.url("/feeds/events.atom")).text.contains("deleted-entry")
        }
        let request = try await partner.server.next()
        let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
        #expect(body["type"] as? String == "events.event.cancelled")
        #expect((body["data"] as? [String: Any])?["changed"] as? [String] == ["state"])
    }

    // MARK: The newsletter of the month goes out, exactly once

    func newsletterGoesOutOnce(to reader: String, offer: String) async throws {
        let month = String(Date().rfc3339.prefix(7))
        let said = try await system.run(.newsletter, "push", "--month", month)
        #expect(said.contains("sent 1"))
        let mail = try await mailbox.first(to: reader, subjectContaining: " : la lettre")
        #expect(mail.text.contains("Animatrice de fablab"))
        #expect(mail.text.contains(offer))
        let link = try #require(mail.headers["list-unsubscribe"]?.firstMatch(of: /<(http[^>]+)>/)).output.1
        #expect(mail.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")

        try await system.run(.newsletter, "push", "--month", month)
        let mails = try await mailbox.mails(to: reader, subjectContaining: " : la lettre")
        #expect(mails.count == 1, "twice sends nothing twice")

        #expect(try await HTTP.get(String(link)).status == 200)
        try await #require(confirmed() == 1, "reading the page must not unsubscribe")
        let left = try await HTTP.send(
            "POST", String(link), headers: ["content-type": "application/x-www-form-urlencoded"],
            body: Data("List-Unsubscribe=One-Click".utf8))
        #expect(left.status == 200)
        #expect(try await confirmed() == 0)
    }

    // MARK: The operator follows one request to the last consumer by one word

    func traceLeadsFromRequestToLastConsumer() async throws {
        let word = "4bf92f3577b34da6a3ce929d0e0e4736"
        let created = try await HTTP.post(
            system.url("/api/v1/places"), json: ["name": "Lieu suivi à la trace"], key: staff,
            headers: ["traceparent": "00-\(word)-00f067aa0ba902b7-01"])
        #expect(created.status == 201)
        for service in ServiceName.allCases where service != .directory {
            try await eventually("\(service.rawValue) logs the trace") {
                try String(contentsOf: system.log(of: service), encoding: .utf8).contains(word)
            }
        }
        try await eventually("the directory logs request and outbox") {
            let traced = try String(contentsOf: system.log(of: .directory), encoding: .utf8).split(separator: "\n")
                .filter { $0.contains(word) }
            return traced.contains { $0.contains("request answered") }
                && traced.contains { $0.contains("event published") }
        }
    }
}
