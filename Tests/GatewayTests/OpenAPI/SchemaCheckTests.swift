import Domain
import Foundation
import Testing

@testable import Gateway

/// What is refused before a service hears of it.
@Suite struct SchemaCheckTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let body: String
        let component: Components
        let code: String
        let field: String?
        var suggestion: String?

        var testDescription: String { "\(code) \(body.prefix(60))" }
    }

    @Test(arguments: [
        Refusal(body: "[]", component: .newPlace, code: "type-not-valid", field: nil),
        Refusal(body: "{}", component: .newPlace, code: "field-required", field: "name"),
        Refusal(body: #"{"name":null}"#, component: .newPlace, code: "type-not-valid", field: "name"),
        Refusal(body: #"{"name":7}"#, component: .newPlace, code: "type-not-valid", field: "name"),
        Refusal(
            body: #"{"name":"a","websit":"https://x.example"}"#, component: .newPlace, code: "field-unknown",
            field: "websit", suggestion: "website"),
        Refusal(
            body: #"{"title":"a","start_at":"2026-01-01T00:00:00Z"}"#, component: .newEvent, code: "field-unknown",
            field: "start_at", suggestion: "starts_at"),
        Refusal(
            body: #"{"title":"a","startsAt":"x"}"#, component: .newEvent, code: "field-unknown", field: "startsAt",
            suggestion: "starts_at"),
        Refusal(body: #"{"name":"a","xyzxyzxyz":1}"#, component: .newPlace, code: "field-unknown", field: "xyzxyzxyz"),
        Refusal(
            body: #"{"name":"a","address":{"comune":"Dijon"}}"#, component: .newPlace, code: "field-unknown",
            field: "address.comune", suggestion: "commune"),
        Refusal(
            body: #"{"name":"a","position":{"latitude":91,"longitude":0}}"#, component: .newPlace,
            code: "number-out-of-range", field: "position.latitude"),
        Refusal(
            body: #"{"name":"a","position":{"latitude":"47","longitude":0}}"#, component: .newPlace,
            code: "type-not-valid", field: "position.latitude"),
        Refusal(
            body: #"{"name":"a","position":{"latitude":true,"longitude":0}}"#, component: .newPlace,
            code: "type-not-valid", field: "position.latitude"),
        Refusal(
            body: #"{"name":"a","position":{"latitude":47}}"#, component: .newPlace, code: "field-required",
            field: "position.longitude"),
        Refusal(
            body: #"{"name":"a","kinds":["coworking","fab-lab"]}"#, component: .newPlace, code: "value-not-listed",
            field: "kinds.1", suggestion: "fablab"),
        Refusal(body: #"{"name":"a","kinds":"fablab"}"#, component: .newPlace, code: "type-not-valid", field: "kinds"),
        Refusal(
            body: #"{"name":"a","kinds":["# + Array(repeating: #""food""#, count: 21).joined(separator: ",") + "]}",
            component: .newPlace, code: "too-many-items", field: "kinds"),
        Refusal(
            body: #"{"name":""# + String(repeating: "é", count: 301) + #""}"#, component: .newPlace,
            code: "text-too-long", field: "name"),
        Refusal(body: #"{"state":null}"#, component: .placeChanges, code: "type-not-valid", field: "state"),
        Refusal(
            body: #"{"url":"https://x.example","types":["events.event.publish"]}"#, component: .newWebhook,
            code: "value-not-listed", field: "types.0", suggestion: "events.event.published"),
    ])
    func `a body is refused`(refusal: Refusal) throws {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(refusal.body.utf8))
        #expect(
            throws: Problem(refusal.code, status: 422, field: refusal.field, suggestion: refusal.suggestion)
        ) {
            try refusal.component.schema.check(value)
        }
    }

    @Test(arguments: [
        (#"{"name":"a"}"#, Components.newPlace), (#"{"name":"a","website":null,"position":null}"#, .newPlace),
        (#"{}"#, .placeChanges), (#"{"description":null,"confirmed_on":"2026-11-24"}"#, .placeChanges),
        (#"{"name":"é"}"#, .newPlace), (#"{"email":"a@b.fr","language":"en"}"#, .newSubscriber),
        (#"{"title":"a","starts_at":"2026-11-24T18:00:00Z","ends_at":null}"#, .newEvent),
    ])
    func `a body is taken`(body: String, component: Components) throws {
        try component.schema.check(try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8)))
    }

    /// Every field that a request of the domain reads has its line in the schema, and the other way round.
    @Test func `schemas name the fields of the requests`() throws {
        func names(_ component: Components) -> Set<String> { Set(component.schema.fields.map(\.name)) }
        let place =
            #"{"name":"a","state":"active","kinds":[],"description":"d","address":{},"position":{"latitude":1,"#
            + #""longitude":1},"website":"https://x.example","confirmed_on":"2026-11-24","#
            + #""other_names":[],"opening_hours":"24/7","equipment":[],"services":[],"contacts":[],"links":[],"#
            + #""labels":[],"operator":{}}"#
        #expect(try written(CreatePlace.self, place) == names(.newPlace))
        #expect(try written(ChangePlace.Changes.self, place) == names(.placeChanges))
        let id = "0192aaaa-0000-7000-8000-000000000001"
        let event =
            #"{"title":"a","description":"d","starts_at":"2026-11-24T18:00:00Z","ends_at":"2026-11-24T19:00:00Z","#
            + #""timezone":"Europe/Paris","place_id":"\#(id)","location":"l","online_url":"https://x.example","#
            + #""url":"https://x.example"}"#
        #expect(try written(CreateEvent.self, event) == names(.newEvent))
        #expect(try written(ChangeEvent.Changes.self, event) == names(.eventChanges))
        let offer =
            #"{"title":"a","kind":"job","description":"d","organisation":"o","place_id":"\#(id)","#
            + #""closes_on":"2026-11-24","url":"https://x.example"}"#
        #expect(try written(CreateOffer.self, offer) == names(.newOffer))
        #expect(try written(ChangeOffer.Changes.self, offer) == names(.offerChanges))
    }

    /// The names that come out again of a document that was read as a type.
    private func written<Value: Codable>(_ type: Value.Type, _ text: String) throws -> Set<String> {
        let value = try JSON.decode(type, from: Data(text.utf8))
        guard case .object(let members) = try JSONDecoder().decode(JSONValue.self, from: try JSON.encode(value)) else {
            return []
        }
        return Set(members.keys)
    }
}
