import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// What is wrong is refused with a code that programs can act on, and leaves no row anywhere.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct BadInputTests {
    struct Case: Sendable {
        let method: String
        let target: String
        let body: String?
        let status: Int
        let code: String
        var field: String?
        var suggestion: String?
        var headers: [String: String] = [:]
        var isAnonymous = false

        init(
            _ method: String, _ target: String, _ body: String?, _ status: Int, _ code: String, field: String? = nil,
            suggestion: String? = nil, headers: [String: String] = [:], isAnonymous: Bool = false
        ) {
            self.method = method
            self.target = "/api/v1/\(target)"
            self.body = body
            self.status = status
            self.code = code
            self.field = field
            self.suggestion = suggestion
            self.headers = headers
            self.isAnonymous = isAnonymous
        }
    }

    private static let unknown = "0192aaaa-0000-7000-8000-000000000001"
    private static let event = #"{"title": "a", "starts_at": "2040-05-01T18:00:00Z"}"#
    private static let huge = #"{"title": "\#(String(repeating: "a", count: 1_000_000))"}"#

    private static let cases: [Case] = [
        Case("POST", "events", #"{"title": "#, 400, "json-not-valid"),
        Case("POST", "events", "", 400, "json-not-valid"),
        Case("POST", "events", "[]", 422, "type-not-valid"),
        Case("POST", "events", #"{"title": 7, "starts_at": "x"}"#, 422, "type-not-valid", field: "title"),
        Case("POST", "events", #"{"title": "a"}"#, 422, "field-required", field: "starts_at"),
        Case(
            "POST", "events", #"{"title": "a", "start_at": "2040-05-01T18:00:00Z"}"#, 422, "field-unknown",
            field: "start_at", suggestion: "starts_at"),
        Case(
            "POST", "places", #"{"name": "a", "addres": {}}"#, 422, "field-unknown", field: "addres",
            suggestion: "address"),
        Case("POST", "offers", #"{"titel": "a"}"#, 422, "field-unknown", field: "titel", suggestion: "title"),
        Case(
            "POST", "events", #"{"title": "\#(String(repeating: "é", count: 301))", "starts_at": "x"}"#, 422,
            "text-too-long", field: "title"),
        Case(
            "POST", "events", #"{"title": " ", "starts_at": "2040-05-01T18:00:00Z"}"#, 422, "text-not-allowed",
            field: "title"),
        Case("POST", "places", #"{"name": "a\u0000b"}"#, 422, "text-not-allowed", field: "name"),
        Case("POST", "events", #"{"title": "a", "starts_at": "demain"}"#, 422, "date-not-valid", field: "starts_at"),
        Case(
            "POST", "events",
            #"{"title": "a", "starts_at": "2040-05-01T18:00:00Z", "ends_at": "2040-05-01T17:00:00Z"}"#, 422,
            "end-before-start", field: "ends_at"),
        Case(
            "POST", "events", #"{"title": "a", "starts_at": "2040-05-01T18:00:00Z", "place_id": "\#(unknown)"}"#, 422,
            "place-unknown", field: "place_id"),
        Case("POST", "offers", #"{"title": "a", "place_id": "\#(unknown)"}"#, 422, "place-unknown", field: "place_id"),
        Case(
            "POST", "offers", #"{"title": "a", "kind": "jobs"}"#, 422, "value-not-listed", field: "kind",
            suggestion: "job"),
        Case(
            "POST", "places", #"{"name": "a", "position": {"latitude": 91, "longitude": 0}}"#, 422,
            "number-out-of-range", field: "position.latitude"),
        Case(
            "POST", "places", #"{"name": "a", "website": "javascript:alert(1)"}"#, 422, "url-not-valid",
            field: "website"),
        Case(
            "POST", "webhooks", #"{"url": "https://x.example", "types": ["events.event.publish"]}"#, 422,
            "value-not-listed", field: "types.0", suggestion: "events.event.published"),
        Case(
            "POST", "subscribers", #"{"email": "lectrice"}"#, 422, "email-not-valid", field: "email", isAnonymous: true),
        Case("POST", "events", huge, 413, "body-too-large"),
        Case(
            "POST", "events", event, 415, "media-type-not-supported", field: "Content-Type",
            headers: ["content-type": "text/plain"]),
        Case("POST", "events", event, 401, "key-required", isAnonymous: true),
        Case("POST", "events", event, 401, "key-not-valid", headers: ["authorization": "Bearer maillage_0000"]),
        Case("PATCH", "events/\(unknown)", #"{"title": "a"}"#, 404, "not-found", headers: ["if-match": "*"]),
        Case("PATCH", "events/\(unknown)", #"{"title": "a"}"#, 428, "if-match-required", field: "If-Match"),
        Case("POST", "offers/\(unknown)/publish", nil, 404, "not-found"),
        Case("GET", "places/\(unknown)", nil, 404, "not-found", isAnonymous: true),
        Case("GET", "places?near=91,0", nil, 400, "parameter-not-valid", field: "near", isAnonymous: true),
        Case("GET", "places?limit=201", nil, 422, "limit-too-large", field: "limit", isAnonymous: true),
        Case(
            "GET", "places?departements=21", nil, 400, "parameter-unknown", field: "departements",
            suggestion: "departement", isAnonymous: true),
    ]

    @Test func `bad input is refused with a stable code and stores nothing`() async throws {
        try await withTestSystem { system in
            try await system.startAll()
            // What services read of each other when they are new has its traces too.
            try await system.exportsAreRead(by: [.events, .jobsBoard, .newsletter, .notifications])
            let api = try await RecordedAPI(system)
            // Looking keys up has its own traces, made before the count.
            try await api.answers(404, "GET", "/api/v1/webhooks/\(Self.unknown)")
            let before = try await rows(in: system)
            for each in Self.cases {
                let answer = try await api.answers(
                    each.status, each.method, each.target, each.body, headers: each.headers,
                    isAnonymous: each.isAnonymous)
                let problem = try answer.json()
                let what: Comment = "\(each.method) \(each.target) \(String((each.body ?? "").prefix(80)))"
                #expect(answer.header("content-type") == "application/problem+json", what)
                #expect(problem["type"] as? String == "urn:maillage:problem:\(each.code)", what)
                #expect(problem["code"] as? String == each.code, what)
                #expect(problem["status"] as? Int == each.status, what)
                #expect(problem["field"] as? String == each.field, what)
                #expect(problem["suggestion"] as? String == each.suggestion, what)
            }
            #expect(try await rows(in: system) == before)
            let names = before.values.flatMap { $0.split(separator: " ") }
            #expect(names.contains("events=0") && names.contains("outbox=0") && names.contains("subscribers=0"))
        }
    }

    /// How many rows each table of each service has.
    private func rows(in system: TestSystem) async throws -> [ServiceName: String] {
        var counts: [ServiceName: String] = [:]
        for service in ServiceName.owners {
            counts[service] = try await system.one(
                """
                SELECT string_agg(name || '=' || (xpath('/row/c/text()', counted))[1]::text, ' ' ORDER BY name)
                FROM (
                    SELECT table_name AS name, query_to_xml(
                        format('SELECT count(*) AS c FROM %I', table_name), false, true, '') AS counted
                    FROM information_schema.tables WHERE table_schema = 'public'
                ) AS tables
                """, in: service, as: String.self)
        }
        return counts
    }
}
