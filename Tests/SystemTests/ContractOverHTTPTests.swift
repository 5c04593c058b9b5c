import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// The public document is kept, word for word, by six real services.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct ContractOverHTTPTests {
    private static let unknown = "0192aaaa-0000-7000-8000-000000000001"

    @Test func `every operation answers what the document says, with success and with a problem`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            let partner = try await PartnerServer.start()
            let api = try await RecordedAPI(system)
            let webhook = try await webhooks(api, at: partner.url)
            try await places(api)
            try await duplicates(api)
            let place = try await api.made("/api/v1/places", Self.place)
            try await eventually("the place is known to agenda and job board") {
                let known = try await system.one("SELECT count(*) FROM known_places", in: .events, as: Int.self)
                let also = try await system.one("SELECT count(*) FROM known_places", in: .jobsBoard, as: Int.self)
                return (known, also) == (4, 4)
            }
            try await territories(api, in: system)
            try await events(api, at: place)
            try await offers(api, at: place)
            let view = try await api.answers(200, "GET", "/api/v1/places/\(place)", isAnonymous: true).json()
            #expect((view["events"] as? [Any])?.count == 1)
            #expect((view["offers"] as? [Any])?.count == 1)
            try await deliveries(api, of: webhook, in: system)
            try await subscribers(api)
            try await people(api, facilitatorOf: place, in: system)
            try await keys(api)
            try await api.answers(400, "GET", "/api/v1/openapi.json?version=2", isAnonymous: true)
            try await api.isAsDocumented()
            try await partner.stop()
        }
    }

    private static let place = """
        {"name": "Le Relais", "state": "project", "kinds": ["coworking", "fablab"], "description": "Un lieu.",
         "address": {"street": "3 rue de la Gare", "postcode": "21000", "commune": "Dijon", "commune_code": "21231",
                     "departement_code": "21", "region_code": "27"},
         "position": {"latitude": 47.3, "longitude": 5.04}, "website": "https://relais.example",
         "confirmed_on": "2026-11-24"}
        """

    private func places(_ api: RecordedAPI) async throws {
        let id = try await collection(
            api, "places", new: Self.place, change: #"{"name": "Le Relais de la gare", "website": null}"#,
            first: "publish", last: "close")
        try await api.answers(409, "POST", "/api/v1/places/\(id)/publish")
        try await api.answers(200, "POST", "/api/v1/places/\(id)/confirm")
        try await api.answers(200, "GET", "/api/v1/places/\(id)/contacts")
        try await api.answers(401, "GET", "/api/v1/places/\(id)/contacts", isAnonymous: true)
        try await api.answers(200, "GET", "/api/v1/places/\(id)/states")
        try await api.answers(401, "GET", "/api/v1/places/\(id)/states", isAnonymous: true)
        try await api.answers(401, "POST", "/api/v1/places/\(id)/confirm", isAnonymous: true)
        try await api.answers(
            200, "GET", "/api/v1/places?q=relais&near=47,5&radius_km=100&kind=fablab&region=27&departement=21&limit=1",
            isAnonymous: true)
        try await api.answers(200, "GET", "/api/v1/places.csv?kind=fablab", isAnonymous: true)
        try await api.answers(400, "GET", "/api/v1/places.csv?limit=1", isAnonymous: true)
        try await api.answers(200, "GET", "/api/v1/places.geojson?kind=fablab", isAnonymous: true)
        try await api.answers(400, "GET", "/api/v1/places.geojson?limit=1", isAnonymous: true)
    }

    private func duplicates(_ api: RecordedAPI) async throws {
        let first = try await api.made("/api/v1/places", #"{"name": "La Filature", "address": {"commune": "Dole"}}"#)
        let second = try await api.made("/api/v1/places", #"{"name": "la filature", "address": {"commune": "Dole"}}"#)
        let all = "/api/v1/duplicates"
        try await api.answers(401, "GET", all, isAnonymous: true)
        try await eventually("the two are proposed") {
            (try await api.answers(200, "GET", "\(all)?limit=1").json()["items"] as? [Any])?.count == 1
        }
        let list = try await api.answers(200, "GET", "\(all)?place_id=\(first)").json()
        let id = try #require((list["items"] as? [[String: Any]])?.first?["id"] as? String)
        let order = #"{"survivor_id": "\#(first)", "take": ["name"]}"#
        try await api.answers(404, "POST", "\(all)/\(Self.unknown)/merge", order)
        try await api.answers(404, "POST", "\(all)/\(Self.unknown)/dismiss")
        try await api.answers(204, "POST", "\(all)/\(id)/dismiss")
        try await api.answers(200, "POST", "\(all)/\(id)/merge", order)
        try await api.answers(308, "GET", "/api/v1/places/\(second)", isAnonymous: true)
        try await api.answers(409, "POST", "\(all)/\(id)/merge", order)
        try await api.answers(200, "POST", "/api/v1/places/\(second)/unmerge")
        try await api.answers(409, "POST", "/api/v1/places/\(second)/unmerge")
        let other = #"{"absorbed_id": "\#(second)"}"#
        try await api.answers(422, "POST", "/api/v1/places/\(second)/merge", other)
        try await api.answers(200, "POST", "/api/v1/places/\(first)/merge", other)
        try await api.answers(403, "GET", "/api/v1/events?place_state=closed", isAnonymous: true)
        try await api.answers(200, "GET", "/api/v1/offers?place_state=closed")
    }

    private func territories(_ api: RecordedAPI, in system: TestSystem) async throws {
        let lists = system.folder.appending(path: "territories")
        try FileManager.default.createDirectory(at: lists, withIntermediateDirectories: true)
        try Data("DEP,REG,LIBELLE\n21,27,Côte-d'Or\n".utf8).write(to: lists.appending(path: "départements.csv"))
        let outline = """
            {"type": "Feature", "properties": {"code": "21", "nom": "Côte-d’Or"}, "geometry": {"type": "Polygon",
             "coordinates": [[[4, 46.9], [5.6, 46.9], [5.6, 48.1], [4, 48.1], [4, 46.9]]]}}
            """
        try Data(outline.utf8).write(to: lists.appending(path: "contour.geojson"))
        let said = try await system.run(.directory, "import", "territories", lists.path)
        #expect(said.contains("outlines: 1 read, 1 imported") && said.contains("places: 4 looked at, 2 changed"))
        #expect(try await system.run(.directory, "import", "territories", lists.path).contains("nothing has changed"))
        try await api.answers(200, "GET", "/api/v1/territories?q=cote&kind=departement&limit=1", isAnonymous: true)
        try await api.answers(400, "GET", "/api/v1/territories?kind=planet", isAnonymous: true)
        try await api.answers(200, "GET", "/api/v1/territories/departement/21", isAnonymous: true)
        try await api.answers(404, "GET", "/api/v1/territories/departement/2A?vintage=2015", isAnonymous: true)
        try await api.answers(404, "GET", "/api/v1/territories/planet/3", isAnonymous: true)
        let target = "/api/v1/places?territory=departement:21&qpv=false"
        let found = try await api.answers(200, "GET", target, isAnonymous: true).json()
        #expect(found["total"] as? Int == 2)
        try await api.answers(400, "GET", "/api/v1/places?territory=21", isAnonymous: true)
        let map = try await HTTP.get(system.url("/outlines.geojson?kind=departement"))
        #expect(map.header("content-type") == "application/geo+json")
        try await FormatJudge.outlines.check(map.body)
    }

    private func events(_ api: RecordedAPI, at place: String) async throws {
        let new = """
            {"title": "Café", "description": "Venez.", "starts_at": "2040-05-01T18:00:00Z",
             "ends_at": "2040-05-01T20:00:00Z", "timezone": "Europe/Paris", "place_id": "\(place)",
             "location": "Salle 2", "online_url": "https://visio.example/1", "url": "https://relais.example/cafe"}
            """
        let id = try await collection(
            api, "events", new: new, change: #"{"title": "Café du réseau", "url": null}"#, first: "publish",
            last: "cancel")
        try await api.answers(409, "POST", "/api/v1/events/\(id)/publish")
        let other = try await api.made("/api/v1/events", new)
        try await api.answers(404, "GET", "/api/v1/events/\(other)", isAnonymous: true)
        try await api.answers(200, "POST", "/api/v1/events/\(other)/publish")
        try await api.answers(
            200, "GET", "/api/v1/events?place_id=\(place)&state=published&from=2030-01-01T00:00:00Z", isAnonymous: true)
    }

    private func offers(_ api: RecordedAPI, at place: String) async throws {
        let new = """
            {"title": "Animatrice", "kind": "shared_job", "description": "Bac +2.", "organisation": "La Fabrique",
             "place_id": "\(place)", "closes_on": "2040-05-01", "url": "https://emploi.example/1"}
            """
        let id = try await collection(
            api, "offers", new: new, change: #"{"title": "Animatrice de fablab", "organisation": null}"#,
            first: "publish", last: "close")
        try await api.answers(409, "POST", "/api/v1/offers/\(id)/publish")
        let other = try await api.made("/api/v1/offers", new)
        try await api.answers(200, "POST", "/api/v1/offers/\(other)/publish")
        try await api.answers(200, "GET", "/api/v1/offers?open=true&kind=shared_job&limit=200", isAnonymous: true)
    }

    /// What places, events and offers have alike. Tells the identifier of the one that went through all of it.
    private func collection(
        _ api: RecordedAPI, _ name: String, new: String, change: String, first: String, last: String
    ) async throws -> String {
        let all = "/api/v1/\(name)"
        let id = try await api.made(all, new)
        let one = "\(all)/\(id)"
        try await api.answers(401, "POST", all, new, isAnonymous: true)
        try await api.answers(400, "GET", "\(all)?cursor=x", isAnonymous: true)
        try await api.answers(404, "GET", "\(all)/\(Self.unknown)", isAnonymous: true)

        try await api.answers(428, "PATCH", one, change)
        try await api.answers(412, "PATCH", one, change, headers: ["if-match": "\"999\""])
        try await api.answers(404, "PATCH", "\(all)/\(Self.unknown)", change, headers: ["if-match": "*"])
        let tag = try #require(
            try await api.answers(200, "PATCH", one, change, headers: ["if-match": "\"1\""]).header("etag"))
        #expect(tag == "\"2\"")

        try await api.answers(401, "POST", "\(one)/\(first)", isAnonymous: true)
        try await api.answers(412, "POST", "\(one)/\(first)", headers: ["if-match": "\"999\""])
        try await api.answers(200, "POST", "\(one)/\(first)", headers: ["if-match": tag])
        let shown = try #require(try await api.answers(200, "GET", one, isAnonymous: true).header("etag"))
        try await api.answers(304, "GET", one, headers: ["if-none-match": shown], isAnonymous: true)
        try await api.answers(200, "GET", one)
        try await api.answers(200, "GET", "\(all)?limit=1", isAnonymous: true)
        try await api.answers(404, "POST", "\(all)/\(Self.unknown)/\(last)")
        try await api.answers(200, "POST", "\(one)/\(last)")
        return id
    }

    private func webhooks(_ api: RecordedAPI, at address: String) async throws -> String {
        let new = #"{"url": "\#(address)", "types": ["events.event.published", "events.event.cancelled"]}"#
        let id = try await api.made("/api/v1/webhooks", new)
        try await api.answers(401, "POST", "/api/v1/webhooks", new, isAnonymous: true)
        try await api.answers(200, "GET", "/api/v1/webhooks")
        try await api.answers(401, "GET", "/api/v1/webhooks", isAnonymous: true)
        try await api.answers(200, "GET", "/api/v1/webhooks/\(id)")
        try await api.answers(404, "GET", "/api/v1/webhooks/\(Self.unknown)")
        return id
    }

    private func deliveries(_ api: RecordedAPI, of webhook: String, in system: TestSystem) async throws {
        try await eventually("the partner has been told") {
            try await system.one("SELECT count(*) FROM deliveries WHERE state = 'delivered'", in: .notifications) == 3
        }
        let list = try await api.answers(200, "GET", "/api/v1/webhooks/\(webhook)/deliveries?limit=200").json()
        #expect((list["items"] as? [Any])?.count == 3)
        try await api.answers(404, "GET", "/api/v1/webhooks/\(Self.unknown)/deliveries")
        try await api.answers(204, "DELETE", "/api/v1/webhooks/\(webhook)")
        try await api.answers(404, "DELETE", "/api/v1/webhooks/\(Self.unknown)")
        try await api.answers(200, "GET", "/api/v1/webhooks/\(webhook)")
    }

    private func people(_ api: RecordedAPI, facilitatorOf place: String, in system: TestSystem) async throws {
        let address = "alix-\(UUID().uuidString.prefix(8).lowercased())@exemple.fr"
        let new = #"{"email": "\#(address)", "name": "Alix"}"#
        let id = try await api.made("/api/v1/people", new)
        let one = "/api/v1/people/\(id)"
        try await api.answers(409, "POST", "/api/v1/people", new)
        try await api.answers(200, "GET", "/api/v1/people?q=alix&limit=1")
        try await api.answers(401, "GET", "/api/v1/people", isAnonymous: true)
        try await api.answers(200, "GET", one)
        try await api.answers(404, "GET", "/api/v1/people/\(Self.unknown)")
        try await api.answers(200, "PATCH", one, #"{"name": null}"#, headers: ["if-match": "\"1\""])
        try await api.answers(412, "PATCH", one, #"{"name": null}"#, headers: ["if-match": "\"1\""])
        let grant = #"{"role": "facilitator", "subject_id": "\#(place)"}"#
        try await api.answers(200, "POST", "\(one)/grants", grant)
        try await api.answers(403, "POST", "\(one)/grants", #"{"role": "administrator"}"#)
        try await api.answers(200, "POST", "\(one)/grants/revoke", grant)
        try await api.answers(403, "POST", "\(one)/grants/revoke", #"{"role": "staff"}"#)
        try await api.answers(202, "POST", "/api/v1/sign-in", #"{"email": "personne@exemple.fr"}"#, isAnonymous: true)
        try await api.answers(422, "POST", "/api/v1/sign-in", #"{"email": "personne"}"#, isAnonymous: true)
        let door = SignInDoor(system)
        let cookie = ["cookie": try await door.open(try await door.link(for: address)), "origin": system.url("")]
        try await api.answers(200, "GET", "/api/v1/account", headers: cookie, isAnonymous: true)
        try await api.answers(403, "GET", "/api/v1/account")
        let sessions = try await api.answers(200, "GET", "/api/v1/account/sessions", headers: cookie, isAnonymous: true)
        try await api.answers(401, "GET", "/api/v1/account/sessions", isAnonymous: true)
        try await api.answers(200, "GET", "\(one)/sessions")
        let items = try #require(try sessions.json()["items"] as? [[String: Any]])
        let session = try #require(items.first?["id"] as? String)
        try await api.answers(404, "DELETE", "/api/v1/sessions/\(Self.unknown)", headers: cookie, isAnonymous: true)
        try await api.answers(204, "DELETE", "/api/v1/sessions/\(session)", headers: cookie, isAnonymous: true)
        try await api.answers(401, "GET", "\(one)/sessions", isAnonymous: true)
    }

    private func keys(_ api: RecordedAPI) async throws {
        let new = #"{"label": "Partenaire", "scopes": ["events:write", "read"]}"#
        let id = try await api.made("/api/v1/keys", new)
        try await api.answers(403, "POST", "/api/v1/keys", #"{"label": "x", "role": "staff"}"#)
        try await api.answers(200, "GET", "/api/v1/keys?limit=1")
        try await api.answers(401, "GET", "/api/v1/keys", isAnonymous: true)
        try await api.answers(204, "DELETE", "/api/v1/keys/\(id)")
        try await api.answers(404, "DELETE", "/api/v1/keys/\(Self.unknown)")
        try await api.answers(200, "GET", "/api/v1/audit?limit=2")
        try await api.answers(401, "GET", "/api/v1/audit", isAnonymous: true)
    }

    private func subscribers(_ api: RecordedAPI) async throws {
        let reader = #"{"email": "lectrice@exemple.fr", "language": "en"}"#
        try await api.answers(202, "POST", "/api/v1/subscribers", reader, isAnonymous: true)
        try await api.answers(422, "POST", "/api/v1/subscribers", #"{"email": "lectrice"}"#, isAnonymous: true)
    }
}
