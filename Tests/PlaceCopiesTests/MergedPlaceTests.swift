import Domain
import Foundation
import KnownPlaces
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Events
@testable import JobsBoard

private let noon = Date(timeIntervalSince1970: 1_795_518_000)
private let staff = Requester(role: .staff)

/// A place as the directory tells of it.
private func place(
    _ name: String, version: Int = 1, id: Place.ID = .new(), state: Place.State = .active, departement: String = "21",
    into survivor: Place.ID? = nil
) throws -> Place {
    Place(
        id: id, version: version, name: try OneLine(name), state: state, kinds: [], description: nil,
        address: Address(departementCode: try DepartementCode(departement)), position: nil, website: nil,
        confirmedOn: nil, mergedInto: survivor, createdAt: noon, updatedAt: noon)
}

/// What is at a place that is merged, in the two services that keep such things.
@Suite(.timeLimit(.minutes(1))) struct MergedPlaceTests {
    /// The same for events and offers: what is kept at a place, and what is seen of it.
    private struct Service {
        let database: PostgresPool
        let add: (Place.ID) async throws -> Void
        /// The names of the places of what is found.
        let found: (Requester, _ at: Place.ID?, _ departement: String?, Place.State?) async throws -> [String]

        func hear(_ places: Place...) async throws {
            for place in places { try await database.transaction { try await KnownPlaces.record(place, in: $0) } }
        }
    }

    private func withEvents(_ body: (Service) async throws -> Void) async throws {
        try await withTestDatabase(Events.Migrations.all, extensions: ["unaccent"]) { database, _ in
            let service = Service(database: database) { id in
                try await database.transaction {
                    let order = try JSON.decode(
                        CreateEvent.self,
                        from: Data(#"{"title":"Café","starts_at":"2026-11-24T18:00:00Z","place_id":"\#(id)"}"#.utf8))
                    let event = try await order(by: staff, at: noon, zone: .paris, in: $0)
                    _ = try await PublishEvent(id: event.id, expectedVersion: nil)(by: staff, at: noon, in: $0)
                }
            } found: { requester, id, departement, state in
                let query = FindEvents(
                    placeId: id, placeState: state, departement: try departement.map { try DepartementCode($0) })
                let page = try await query(by: requester, on: database)
                #expect(page.total == page.items.count)
                return page.items.map { $0.place?.name.text ?? "-" }
            }
            try await body(service)
        }
    }

    private func withOffers(_ body: (Service) async throws -> Void) async throws {
        try await withTestDatabase(JobsBoard.Migrations.all, extensions: ["unaccent"]) { database, _ in
            let service = Service(database: database) { id in
                try await database.transaction {
                    let order = try JSON.decode(
                        CreateOffer.self, from: Data(#"{"title":"Animatrice","place_id":"\#(id)"}"#.utf8))
                    let offer = try await order(by: staff, at: noon, in: $0)
                    _ = try await PublishOffer(id: offer.id, expectedVersion: nil)(by: staff, at: noon, in: $0)
                }
            } found: { requester, id, departement, state in
                let query = FindOffers(
                    placeId: id, placeState: state, departement: try departement.map { try DepartementCode($0) })
                let page = try await query(by: requester, zone: .paris, on: database)
                #expect(page.total == page.items.count)
                return page.items.map { $0.place?.name.text ?? "-" }
            }
            try await body(service)
        }
    }

    @Test func `an event at a merged place is the survivor's, and its own place's again afterwards`() async throws {
        try await withEvents(follows)
    }

    @Test func `an offer at a merged place is the survivor's, and its own place's again afterwards`() async throws {
        try await withOffers(follows)
    }

    @Test func `events at a place that has closed are listed to staff alone`() async throws {
        try await withEvents(hides)
    }

    @Test func `offers at a place that has closed are listed to staff alone`() async throws {
        try await withOffers(hides)
    }

    private func follows(_ service: Service) async throws {
        let old = try place("Ancien", departement: "39")
        let survivor = try place("Nouveau")
        try await service.hear(old, survivor)
        try await service.add(old.id)
        try await service.add(survivor.id)
        #expect(try await service.found(.visitor, survivor.id, nil, nil) == ["Nouveau"])
        // The survivor may be heard of later than that it is one.
        let unknown = Place.ID.new()
        try await service.hear(place("Ancien", version: 2, id: old.id, departement: "39", into: unknown))
        #expect(try await service.found(.visitor, old.id, nil, nil) == ["Ancien"])

        try await service.hear(place("Ancien", version: 3, id: old.id, departement: "39", into: survivor.id))
        for id in [old.id, survivor.id] {
            #expect(try await service.found(.visitor, id, nil, nil) == ["Nouveau", "Nouveau"])
        }
        #expect(try await service.found(.visitor, nil, "21", nil) == ["Nouveau", "Nouveau"])
        #expect(try await service.found(.visitor, nil, "39", nil) == [])

        try await service.hear(place("Ancien", version: 4, id: old.id, departement: "39"))
        #expect(try await service.found(.visitor, old.id, nil, nil) == ["Ancien"])
        #expect(try await service.found(.visitor, survivor.id, nil, nil) == ["Nouveau"])
        #expect(try await service.found(.visitor, nil, "39", nil) == ["Ancien"])
    }

    private func hides(_ service: Service) async throws {
        let (open, shut, merged) = (try place("Ouvert"), try place("Fermé"), try place("Fondu"))
        try await service.hear(open, shut, merged)
        for id in [open.id, shut.id, merged.id] { try await service.add(id) }
        try await service.hear(
            place("Fermé", version: 2, id: shut.id, state: .closed),
            place("Fondu", version: 2, id: merged.id, into: shut.id))
        #expect(try await service.found(.visitor, nil, nil, nil) == ["Ouvert"])
        #expect(try await service.found(.visitor, shut.id, nil, nil) == [])
        #expect(try await service.found(staff, nil, nil, .closed) == ["Fermé", "Fermé"])
        #expect(try await service.found(staff, shut.id, nil, .closed) == ["Fermé", "Fermé"])
        #expect(try await service.found(staff, nil, nil, .active) == ["Ouvert"])
        await #expect(throws: Problem.forbidden) { try await service.found(.visitor, nil, nil, .closed) }
    }
}
