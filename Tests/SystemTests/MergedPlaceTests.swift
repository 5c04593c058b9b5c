import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Two cards of one place become one, and two again, as staff, visitors and partners see it.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct MergedPlaceTests {
    private static let consumers = [ServiceName.events, .jobsBoard, .newsletter, .notifications]

    @Test
    func `a merge is followed by addresses, agenda and partners though the agenda was down, and is taken back whole`()
        async throws
    {
        try await withTestSystem { system in
            try await system.startAll()
            let staff = try await Staff.atWork(on: system)
            try await system.exportsAreRead(by: Self.consumers)
            let partner = try await staff.registerWebhook(
                types: ["directory.place.changed", "directory.place.merged", "directory.place.unmerged"])
            let stays = try await staff.createPlace("Le Tiers Lieu", at: "3 rue de l’Hôpital")
            let goes = try await staff.createPlace(
                "le tiers-lieu", at: "3, r. de l'hopital", website: "https://tiers-lieu.example")
            let event = try await staff.announceEvent("Café", at: goes)
            let before = [try await card(stays, on: system), try await card(goes, on: system)]
            let pair = try await staff.onlyProposal()

            try await system.kill(.events)
            try await staff.merge(pair, into: stays)
            for (path, status) in [("/places", 301), ("/api/v1/places", 308)] {
                let answer = try await HTTP.get(system.url("\(path)/\(goes)"))
                #expect(answer.status == status)
                #expect(answer.header("location") == "\(path)/\(stays)")
            }
            let list = try await HTTP.get(system.url("/api/v1/places")).json()
            #expect((list["items"] as? [[String: Any]])?.map { $0["id"] as? String } == [stays])
            #expect(try await card(stays, on: system)["website"] as? String == "https://tiers-lieu.example")
            try await staff.placesAreTold()
            try await system.start(.events)

            try await eventually("the event is at the place that stays") {
                try await lists(of: [stays, goes], with: event, on: system) == [stays, [event], [event]]
            }
            let told = try await told("directory.place.merged", by: partner)
            #expect(told["id"] as? String == goes)
            #expect(told["merged_into"] as? String == stays)
            #expect((told["place"] as? [String: Any])?["id"] as? String == stays)

            try await Projections(system: system).becomeEqual(for: Self.consumers)

            try await staff.act("places", goes, "unmerge")
            try await eventually("the event is at its own place again") {
                try await lists(of: [stays, goes], with: event, on: system) == [goes, [], [event]]
            }
            let after = [try await card(stays, on: system), try await card(goes, on: system)]
            #expect(NSArray(array: before).isEqual(to: after), "\(before) \(after)")
            #expect(try await self.told("directory.place.unmerged", by: partner)["id"] as? String == goes)
            try await Projections(system: system).becomeEqual(for: Self.consumers)
            try await Ledger(of: system).closes()
            try await partner.stop()
        }
    }

    /// What the API tells of a place, without what every change changes.
    private func card(_ id: String, on system: TestSystem) async throws -> [String: Any] {
        var card = try await HTTP.get(system.url("/api/v1/places/\(id)")).json()
        for name in ["version", "updated_at", "events", "offers", "unavailable"] { card[name] = nil }
        return card
    }

    /// Where an event is, and what is at each of some places.
    private func lists(of places: [String], with event: String, on system: TestSystem) async throws -> NSArray {
        var seen: [Any] = [try await placeOfEvent(event, on: system) ?? ""]
        for place in places { seen.append(try await eventsOfPlace(place, on: system)) }
        return NSArray(array: seen)
    }

    private func placeOfEvent(_ id: String, on system: TestSystem) async throws -> String? {
        let event = try await HTTP.get(system.url("/api/v1/events/\(id)")).json()
        return (event["place"] as? [String: Any])?["id"] as? String
    }

    private func eventsOfPlace(_ id: String, on system: TestSystem) async throws -> [String] {
        let list = try await HTTP.get(system.url("/api/v1/events?place_id=\(id)")).json()
        return (list["items"] as? [[String: Any]])?.compactMap { $0["id"] as? String } ?? []
    }

    /// What a partner was told by the first event of a type.
    private func told(_ type: String, by partner: PartnerServer) async throws -> [String: Any] {
        try await eventually("the partner hears of \(type)") { try bodies(of: type, by: partner).count > 0 }
        return try #require(bodies(of: type, by: partner).first)
    }

    private func bodies(of type: String, by partner: PartnerServer) throws -> [[String: Any]] {
        try partner.requests.compactMap { request in
            let body = try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
            return body?["type"] as? String == type ? body?["data"] as? [String: Any] : nil
        }
    }
}

extension Staff {
    fileprivate func createPlace(_ name: String, at street: String, website: String? = nil) async throws -> String {
        var fields: [String: Any] = ["name": name, "address": ["street": street, "commune": "Dijon"]]
        fields["website"] = website
        return try await create("places", fields)
    }

    /// The identifier of the one pair that is proposed, once it is.
    fileprivate func onlyProposal() async throws -> String {
        try await eventually("a pair is proposed") { try await proposals().count == 1 }
        return try #require(try await proposals().first?["id"] as? String)
    }

    private func proposals() async throws -> [[String: Any]] {
        let list = try await HTTP.get(
            system.url("/api/v1/duplicates"), headers: ["authorization": "Bearer \(key)"])
        return try list.json()["items"] as? [[String: Any]] ?? []
    }

    fileprivate func merge(_ pair: String, into survivor: String) async throws {
        let address = system.url("/api/v1/duplicates/\(pair)/merge")
        let answer = try await HTTP.post(address, json: ["survivor_id": survivor], key: key)
        guard answer.status == 200 else { throw TestFailure("not merged: \(answer.status) \(answer.text)") }
    }
}
