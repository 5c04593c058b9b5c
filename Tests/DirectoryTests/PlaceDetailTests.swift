import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct PlaceDetailTests {
    private func order() throws -> CreatePlace {
        CreatePlace(
            name: try OneLine("La Filature"), otherNames: [try OneLine("Filature"), try OneLine("Filature")],
            openingHours: try OpeningHoursText("Mo-Fr 09:00-18:00"), equipment: [try OneLine("Découpe laser")],
            services: [try OneLine("Impression 3D")],
            contacts: [
                ContactCard(
                    name: try OneLine("Camille"), phone: try PhoneNumber("03 80 12 34 56"),
                    email: try EmailAddress("camille@filature.example"), consents: [.phone])
            ],
            links: [PlaceLink(title: try OneLine("Wiki"), url: try WebAddress("https://wiki.example/"))],
            labels: [LabelAward(name: try OneLine("Fabrique de territoire"), from: try CalendarDay("2021-07-01"))],
            operator: PlaceOperator(name: try OneLine("SCIC"), siret: try SIRET("40109226700020")))
    }

    @Test func `a card keeps everything, and tells what it may`() async throws {
        try await withDirectory { database in
            let made = try await create(order(), in: database)
            let place = try await get(made.id, in: database)
            #expect(place == made)
            #expect(place.otherNames.map(\.text) == ["Filature"])
            #expect(place.openingHours?.text == "Mo-Fr 09:00-18:00")
            #expect(try place.contacts.elements == [Contact(phone: PhoneNumber("+33380123456"))])
            #expect(place.labels.first?.from?.text == "2021-07-01")
            #expect(place.operator?.siret?.text == "40109226700020")
            #expect(try await toldEvents(database).map(\.state) == [place])
            let envelope = try await database.one("SELECT convert_from(envelope, 'UTF8') FROM outbox", as: String.self)
            #expect(!envelope.contains("camille") && !envelope.contains("Camille"))
            let kept = try await GetContacts(id: made.id)(by: .staff, on: database)
            #expect(kept.map(\.email?.text) == ["camille@filature.example"])
            #expect(kept.map(\.consents) == [[.phone]])
            await #expect(throws: Problem.forbidden) {
                try await GetContacts(id: made.id)(by: .visitor, on: database)
            }
        }
    }

    @Test func `a phone number withdrawn is gone from the card, and from what is told, at once`() async throws {
        try await withDirectory { database in
            let made = try await create(order(), in: database)
            let changed = try await change(made, version: 1, in: database) {
                $0.contacts = [ContactCard(name: try OneLine("Camille"), consents: [.name])]
            }
            #expect(changed.version == 2)
            #expect(try changed.contacts.elements == [Contact(name: OneLine("Camille"))])
            #expect(try await toldEvents(database).last?.state == changed)
            #expect(try await GetContacts(id: made.id)(by: .staff, on: database).map(\.phone) == [nil])
        }
    }

    @Test func `a consent that goes on keeps its day, one for another number begins anew`() async throws {
        try await withDirectory { database in
            let made = try await create(order(), in: database)
            func since(_ detail: String) async throws -> String? {
                try await database.one("SELECT consents ->> \(detail) FROM place_contacts", as: String?.self)
            }
            let first = try await since("phone")
            _ = try await change(made, version: 1, at: noon.addingTimeInterval(60), in: database) {
                $0.contacts = [
                    ContactCard(
                        phone: try PhoneNumber("0380123456"), email: try EmailAddress("c@filature.example"),
                        consents: [.phone, .email])
                ]
            }
            #expect(try await since("phone") == first)
            #expect(try await since("email") != first)
            _ = try await change(made, version: 2, at: noon.addingTimeInterval(120), in: database) {
                $0.contacts = [ContactCard(phone: try PhoneNumber("0380999999"), consents: [.phone])]
            }
            #expect(try await since("phone") != first)
            #expect(try await since("email") == nil)
        }
    }

    @Test func `contacts that nobody may see change nothing that is told`() async throws {
        try await withDirectory { database in
            let made = try await create(CreatePlace(name: OneLine("X")), in: database)
            let same = try await change(made, version: 1, in: database) {
                $0.contacts = [ContactCard(email: try EmailAddress("secret@lieu.example"))]
            }
            #expect(same.version == 1)
            #expect(try await GetContacts(id: made.id)(by: .staff, on: database).count == 1)
            #expect(try await toldEvents(database).count == 1)
        }
    }

    @Test func `the states that a place went through can be read by staff`() async throws {
        try await withDirectory { database in
            let made = try await create(CreatePlace(name: OneLine("X"), state: .project), in: database)
            let later = noon.addingTimeInterval(3600)
            _ = try await change(made, version: 1, at: later, in: database) { $0.state = .active }
            _ = try await change(made, version: 2, at: later.addingTimeInterval(1), in: database) {
                $0.description = .set(try Markdown("Ouvert."))
            }
            let states = try await GetPlaceStates(id: made.id)(by: .staff, on: database)
            #expect(
                states == [
                    PlaceStatePeriod(state: .project, since: noon), PlaceStatePeriod(state: .active, since: later),
                ])
            await #expect(throws: Problem.forbidden) {
                try await GetPlaceStates(id: made.id)(by: .visitor, on: database)
            }
        }
    }

    @Test func `a place is confirmed on the day of its making, and again when somebody has looked`() async throws {
        try await withDirectory { database in
            let made = try await create(CreatePlace(name: OneLine("X")), in: database)
            #expect(made.confirmedOn?.text == "2026-11-24")
            func confirm(at moment: Date) async throws -> Place {
                try await database.transaction { transaction in
                    try await ConfirmPlace(id: made.id, expectedVersion: nil)(by: .staff, at: moment, in: transaction)
                }
            }
            #expect(try await confirm(at: noon) == made)
            // Half an hour past midnight in Paris, and still the day before by universal time.
            let night = noon.addingTimeInterval(365 * 86_400 + 12.5 * 3600)
            let confirmed = try await confirm(at: night)
            #expect(confirmed.confirmedOn?.text == "2027-11-25" && confirmed.version == 2)
            #expect(try await toldEvents(database).last?.state == confirmed)
        }
    }

    @Test func `a label can not end before it begins`() async throws {
        try await withDirectory { database in
            await #expect(throws: InvalidValue(.endBeforeStart, field: "labels.0.until")) {
                try await create(
                    CreatePlace(
                        name: OneLine("X"),
                        labels: [
                            LabelAward(
                                name: OneLine("L"), from: CalendarDay("2026-02-01"), until: CalendarDay("2026-01-31"))
                        ]), in: database)
            }
        }
    }
}
