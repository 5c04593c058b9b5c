import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct PlaceCommandTests {
    private static func full() throws -> CreatePlace {
        CreatePlace(
            name: try OneLine("Le Tiers-Lieu d’Été <b>&\"'"), state: .emerging, kinds: [.fablab, .repair, .fablab],
            description: try Markdown("# Bonjour\n\n😀"),
            address: Address(
                street: try OneLine("1 rue de l'Été"), postcode: try Postcode("21000"), commune: try OneLine("Dijon"),
                communeCode: try CommuneCode("21231")),
            position: try Coordinates(latitude: 47.32201, longitude: 5.0415),
            website: try WebAddress("https://tiers-lieu.example"), confirmedOn: try CalendarDay("2026-11-24"))
    }

    @Test func `a place is kept and told as it was created, completed by its codes`() async throws {
        try await withDirectory { database in
            let place = try await create(Self.full(), in: database)
            #expect(place.version == 1)
            #expect(place.kinds == [.fablab, .repair])
            #expect(place.address.regionCode?.text == "27")
            #expect(try await get(place.id, in: database) == place)
            #expect(try await toldEvents(database) == [ToldEvent(type: "directory.place.published.v1", state: place)])
        }
    }

    @Test func `a place with nothing but a name is active`() async throws {
        try await withDirectory { database in
            let place = try await create(CreatePlace(name: OneLine("Nu")), in: database)
            #expect(place.state == .active)
            #expect(place.kinds.isEmpty)
            #expect(try await get(place.id, in: database) == place)
        }
    }

    @Test func `a change rises the version and is told; one that changes nothing is not`() async throws {
        try await withDirectory { database in
            let place = try await create(Self.full(), in: database)
            let later = noon.addingTimeInterval(60)
            let changed = try await change(place, version: 1, at: later, in: database) {
                $0.name = try OneLine("Autre")
                $0.website = .clear
                $0.position = .clear
            }
            #expect(changed.version == 2)
            #expect(changed.website == nil)
            #expect(changed.position == nil)
            #expect(changed.updatedAt == later)
            #expect(changed.createdAt == place.createdAt)
            #expect(try await get(place.id, in: database) == changed)
            let same = try await change(place, version: 2, at: later.addingTimeInterval(60), in: database) {
                $0.name = try OneLine("Autre")
            }
            #expect(same == changed)
            #expect(try await toldEvents(database).map(\.type).suffix(1) == ["directory.place.changed.v1"])
            #expect(try await toldEvents(database).count == 2)
        }
    }

    @Test func `a change that names a version needs the current one`() async throws {
        try await withDirectory { database in
            let place = try await create(Self.full(), in: database)
            await #expect(throws: Problem.versionMismatch(current: 1)) {
                try await change(place, version: 2, in: database) { $0.state = .active }
            }
            #expect(try await get(place.id, in: database) == place)
            #expect(try await toldEvents(database).count == 1)
            #expect(try await change(place, version: nil, in: database) { $0.state = .active }.version == 2)
        }
    }

    @Test func `a place closes once, by an order or by a change, and can not be published while closed`() async throws {
        try await withDirectory { database in
            let place = try await create(Self.full(), in: database)
            let order = ClosePlace(id: place.id, expectedVersion: nil)
            let closed = try await database.transaction { try await order(by: .staff, at: noon, in: $0) }
            #expect(closed.state == .closed)
            #expect(closed.version == 2)
            let again = try await database.transaction { try await order(by: .staff, at: noon, in: $0) }
            #expect(again == closed)
            await #expect(throws: Problem.transition) {
                try await database.transaction {
                    try await PublishPlace(id: place.id, expectedVersion: 2)(by: .staff, at: noon, in: $0)
                }
            }
            let open = try await change(place, version: 2, in: database) { $0.state = .active }
            let same = try await database.transaction {
                try await PublishPlace(id: place.id, expectedVersion: 3)(by: .staff, at: noon, in: $0)
            }
            #expect(same == open)
            _ = try await change(place, version: 3, in: database) { $0.state = .closed }
            #expect(
                try await toldEvents(database).map(\.type) == [
                    "directory.place.published.v1", "directory.place.closed.v1", "directory.place.changed.v1",
                    "directory.place.closed.v1",
                ])
        }
    }

    @Test func `only staff may write`() async throws {
        try await withDirectory { database in
            let place = try await create(Self.full(), in: database)
            for requester in [Requester.visitor, Requester(role: .partner)] {
                let orders: [(Transaction) async throws -> Place] = [
                    { try await Self.full()(by: requester, at: noon, in: $0) },
                    {
                        try await ChangePlace(id: place.id, expectedVersion: 1, changes: .init())(
                            by: requester, at: noon, in: $0)
                    },
                    { try await ClosePlace(id: place.id, expectedVersion: 1)(by: requester, at: noon, in: $0) },
                    { try await PublishPlace(id: place.id, expectedVersion: 1)(by: requester, at: noon, in: $0) },
                ]
                for order in orders {
                    await #expect(throws: Problem.forbidden) { try await database.transaction(order) }
                }
            }
            #expect(try await FindPlaces()(by: .visitor, on: database).items == [place])
        }
    }

    @Test func `an unknown place is not found`() async throws {
        try await withDirectory { database in
            await #expect(throws: Problem.notFound) { try await get(.new(), in: database) }
            await #expect(throws: Problem.notFound) {
                try await database.transaction {
                    try await ClosePlace(id: .new(), expectedVersion: nil)(by: .staff, at: noon, in: $0)
                }
            }
        }
    }

    @Test(.realData) func `every naughty name that may be one comes back as it was given`() async throws {
        let file = try RealData.folder.appending(path: "security/blns.json")
        let strings = try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
        let valid = strings.compactMap { try? OneLine($0) }
        #expect(valid.count > 450)
        try await withDirectory { database in
            var created: [Place] = []
            for name in valid { created.append(try await create(CreatePlace(name: name), in: database)) }
            var kept: [Place.ID: OneLine] = [:]
            var cursor: String?
            repeat {
                let page = try await FindPlaces(page: PageQuery(limit: 200, cursor: cursor))(by: .visitor, on: database)
                for place in page.items { kept[place.id] = place.name }
                cursor = page.next
            } while cursor != nil
            #expect(kept.count == created.count)
            for place in created {
                #expect(kept[place.id]?.text.unicodeScalars.elementsEqual(place.name.text.unicodeScalars) == true)
                _ = try await names(FindPlaces(text: place.name.text), in: database)
            }
        }
    }
}
