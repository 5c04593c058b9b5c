import Domain
import Foundation
import KnownPlaces
import Outbox
import Postgres
import ServiceKit
import TestSupport
import Testing

@testable import Directory
@testable import Events
@testable import JobsBoard

/// What depends on the place at hand: facilitators act at theirs, and nowhere else.
@Suite(.timeLimit(.minutes(2)))
struct FacilitatorTests {
    private func place(_ id: Place.ID) throws -> Place {
        Place(
            id: id, version: 1, name: try OneLine("Lieu"), state: .active, kinds: [], description: nil,
            address: Address(), position: nil, website: nil, confirmedOn: nil, createdAt: noon, updatedAt: noon)
    }

    private func know(_ database: PostgresPool) async throws {
        for id in [Actor.place, Actor.other] {
            let place = try place(id)
            try await database.transaction { try await KnownPlaces.record(place, in: $0) }
        }
    }

    @Test func `a facilitator changes and confirms their own place, and no other`() async throws {
        try await withTestDatabase(
            Directory.Migrations.all, extensions: ["postgis", "unaccent", "pg_trgm"]
        ) { database, _ in
            let operations = Directory.Requests(database: database, now: { noon }).operations
            let new = try JSON.decode(CreatePlace.self, from: Data(#"{"name": "Lieu"}"#.utf8))
            let mine = try await operations.reply(new, as: Actor.staff)
            let other = try await operations.reply(new, as: Actor.staff)
            let facilitator = Requester(role: .facilitator, person: .new(), places: [mine.id])
            var changes = ChangePlace.Changes()
            changes.confirmedOn = .set(try CalendarDay("2026-11-24"))
            let confirm = ChangePlace(id: mine.id, expectedVersion: 1, changes: changes)
            #expect(try await operations.problem(confirm, as: facilitator) == nil)
            let elsewhere = ChangePlace(id: other.id, expectedVersion: 1, changes: changes)
            #expect(try await operations.problem(elsewhere, as: facilitator) == .forbidden)
            #expect(try await operations.problem(elsewhere, as: Actor.partner([.placesWrite])) == nil)
            let close = ClosePlace(id: mine.id, expectedVersion: nil)
            #expect(try await operations.problem(close, as: facilitator) == .forbidden)
        }
    }

    @Test func `a facilitator writes the agenda of their own place, and of no other`() async throws {
        let network = try network()
        try await withTestDatabase(Events.Migrations.all, extensions: ["unaccent", "pg_trgm"]) { database, _ in
            try await know(database)
            let operations = Events.Requests(database: database, network: network, now: { noon }).operations
            func new(_ place: Place.ID?) throws -> CreateEvent {
                let place = place.map { #", "place_id": "\#($0)""# } ?? ""
                return try JSON.decode(
                    CreateEvent.self,
                    from: Data(#"{"title": "Café", "starts_at": "2040-05-01T18:00:00Z"\#(place)}"#.utf8))
            }
            #expect(try await operations.problem(new(Actor.other), as: Actor.facilitator) == .forbidden)
            #expect(try await operations.problem(new(nil), as: Actor.facilitator) == .forbidden)
            let event = try await operations.reply(new(Actor.place), as: Actor.facilitator)
            let theirs = try await operations.reply(new(Actor.other), as: Actor.partner([.eventsWrite]))
            #expect(try await operations.problem(GetEvent(id: event.id), as: Actor.facilitator) == nil)
            #expect(try await operations.problem(GetEvent(id: event.id), as: .visitor) == .notFound)
            #expect(try await operations.problem(GetEvent(id: theirs.id), as: Actor.facilitator) == .notFound)
            let moved = ChangeEvent(
                id: event.id, expectedVersion: 1,
                changes: try JSON.decode(
                    ChangeEvent.Changes.self, from: Data(#"{"place_id": "\#(Actor.other)"}"#.utf8)))
            #expect(try await operations.problem(moved, as: Actor.facilitator) == .forbidden)
            let publish = PublishEvent(id: theirs.id, expectedVersion: nil)
            #expect(try await operations.problem(publish, as: Actor.facilitator) == .forbidden)
            #expect(
                try await operations.problem(
                    PublishEvent(id: event.id, expectedVersion: nil), as: Actor.facilitator) == nil)
            #expect(
                try await operations.problem(
                    CancelEvent(id: event.id, expectedVersion: nil), as: Actor.partner([.offersWrite])) == .forbidden)
            let drafts = try JSON.decode(
                FindEvents.self,
                from: Data(#"{"state": "draft", "place_id": "\#(Actor.place)", "page": {"limit": 50}}"#.utf8))
            #expect(try await operations.problem(drafts, as: Actor.facilitator) == nil)
            let all = try JSON.decode(
                FindEvents.self, from: Data(#"{"state": "draft", "page": {"limit": 50}}"#.utf8))
            #expect(try await operations.problem(all, as: Actor.facilitator) == .forbidden)
        }
    }

    @Test func `a facilitator writes the offers of their own place, and of no other`() async throws {
        let network = try network()
        try await withTestDatabase(JobsBoard.Migrations.all, extensions: ["unaccent", "pg_trgm"]) { database, _ in
            try await know(database)
            let operations = JobsBoard.Requests(database: database, network: network, now: { noon }).operations
            func new(_ place: Place.ID) throws -> CreateOffer {
                try JSON.decode(
                    CreateOffer.self, from: Data(#"{"title": "Animatrice", "place_id": "\#(place)"}"#.utf8))
            }
            #expect(try await operations.problem(new(Actor.other), as: Actor.facilitator) == .forbidden)
            let offer = try await operations.reply(new(Actor.place), as: Actor.facilitator)
            let theirs = try await operations.reply(new(Actor.other), as: Actor.staff)
            #expect(
                try await operations.problem(
                    PublishOffer(id: offer.id, expectedVersion: nil), as: Actor.facilitator) == nil)
            #expect(
                try await operations.problem(
                    PublishOffer(id: theirs.id, expectedVersion: nil), as: Actor.facilitator) == .forbidden)
            #expect(
                try await operations.problem(
                    CloseOffer(id: theirs.id, expectedVersion: nil), as: Actor.facilitator) == .forbidden)
            #expect(try await operations.problem(GetOffer(id: theirs.id), as: Actor.facilitator) == .notFound)
        }
    }
}
