import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(1))) struct MergeTests {
    private func merge(
        _ absorbed: Place, into survivor: Place, _ choice: MergeChoice = MergeChoice(),
        by requester: Requester = .staff,
        in database: PostgresPool
    ) async throws -> Place {
        try await database.transaction {
            try await MergePlaces(survivorId: survivor.id, absorbedId: absorbed.id, choice: choice)(
                by: requester, at: noon, in: $0)
        }
    }

    private func unmerge(
        _ place: Place, version: Int? = nil, by requester: Requester = .staff, in database: PostgresPool
    ) async throws -> Place {
        try await database.transaction {
            try await UnmergePlace(id: place.id, expectedVersion: version)(by: requester, at: noon, in: $0)
        }
    }

    /// What of a place is the same before a merge and after it was taken back.
    private func lasting(_ place: Place) -> Place {
        var place = place
        (place.version, place.updatedAt) = (0, noon)
        return place
    }

    @Test func `a merged place is found nowhere, can not be changed, and names the one that stands for it`()
        async throws
    {
        try await withDirectory { database in
            let survivor = try await create(order("Le Hub", "1 rue X", "Dijon"), in: database)
            let absorbed = try await create(order("le hub", website: "https://hub.example"), in: database)
            let after = try await merge(absorbed, into: survivor, in: database)
            #expect(after.version == 2)
            #expect(after.website == absorbed.website)
            #expect(try await get(survivor.id, in: database) == after)
            let gone = try await get(absorbed.id, in: database)
            #expect(gone.mergedInto == survivor.id)
            #expect(gone.version == 2)
            #expect(try await names(FindPlaces(), in: database) == ["Le Hub"])
            #expect(try await FindPlaces(text: "hub")(by: .visitor, on: database).total == 1)
            await #expect(throws: Problem.merged) {
                try await change(absorbed, version: nil, in: database) { $0.state = .active }
            }
            let told = try await toldEvents(database).suffix(2)
            #expect(
                told == [
                    ToldEvent(type: "directory.place.changed.v1", state: after),
                    ToldEvent(type: "directory.place.merged.v1", state: gone),
                ])
            let exported = try await PlaceStore.exported(after: nil, limit: 10, on: database).map(\.state)
            #expect(Set(exported) == [after, gone])
        }
    }

    @Test func `a merge that is taken back leaves both as they were, but for what was changed since`() async throws {
        try await withDirectory { database in
            let survivor = try await create(order("Le Hub", nil, "Dijon"), in: database)
            let absorbed = try await create(
                order("Hub", "1 rue X", "Dijon", at: (47.3, 5.04), website: "https://hub.example"), in: database)
            let after = try await merge(absorbed, into: survivor, MergeChoice(take: ["name"]), in: database)
            #expect(after.name.text == "Hub")
            let restored = try await unmerge(absorbed, version: 2, in: database)
            #expect(restored.version == 3)
            #expect(lasting(restored) == lasting(absorbed))
            #expect(try await lasting(get(survivor.id, in: database)) == lasting(survivor))
            #expect(
                try await toldEvents(database).map(\.type).suffix(2) == [
                    "directory.place.unmerged.v1", "directory.place.changed.v1",
                ])
            let again = try await merge(absorbed, into: survivor, in: database)
            let site = try WebAddress("https://neuf.example")
            _ = try await change(again, version: again.version, in: database) { $0.website = .set(site) }
            _ = try await unmerge(absorbed, in: database)
            var expected = survivor
            expected.website = site
            #expect(try await lasting(get(survivor.id, in: database)) == lasting(expected))
        }
    }

    @Test func `a chain is resolved in one step, and taken back from its end`() async throws {
        try await withDirectory { database in
            let a = try await create(order("A"), in: database)
            let b = try await create(order("B"), in: database)
            let c = try await create(order("C"), in: database)
            _ = try await merge(a, into: b, in: database)
            _ = try await merge(b, into: c, in: database)
            #expect(try await get(a.id, in: database).mergedInto == c.id)
            #expect(try await get(b.id, in: database).mergedInto == c.id)
            #expect(try await toldEvents(database).map(\.type).suffix(3).last == "directory.place.merged.v1")
            for (absorbed, survivor, field) in [(c, a, "survivor_id"), (a, c, "absorbed_id")] {
                await #expect(throws: Problem("place-merged", status: 409, field: field)) {
                    try await merge(absorbed, into: survivor, in: database)
                }
            }
            await #expect(throws: Problem.survivorMerged) { try await unmerge(a, in: database) }
            _ = try await unmerge(b, in: database)
            #expect(try await get(b.id, in: database).mergedInto == nil)
            let moved = try await get(a.id, in: database)
            #expect(moved.mergedInto == b.id)
            #expect(moved.version == 4)
            _ = try await unmerge(a, in: database)
            for place in [a, b, c] { #expect(try await lasting(get(place.id, in: database)) == lasting(place)) }
            #expect(try await names(FindPlaces(), in: database) == ["A", "B", "C"])
        }
    }

    @Test func `of two that merge the same places at once, each into the other, one is refused`() async throws {
        try await withDirectory { database in
            let one = try await create(order("Un"), in: database)
            let two = try await create(order("Deux"), in: database)
            async let left = try? merge(one, into: two, in: database)
            async let right = try? merge(two, into: one, in: database)
            #expect(await [left, right].compactMap(\.self).count == 1)
            #expect(try await FindPlaces()(by: .visitor, on: database).total == 1)
        }
    }

    @Test func `what is refused is told by its code`() async throws {
        try await withDirectory { database in
            let one = try await create(order("Un"), in: database)
            let two = try await create(order("Deux"), in: database)
            await #expect(throws: Problem("merge-with-itself", status: 422, field: "absorbed_id")) {
                try await merge(one, into: one, in: database)
            }
            await #expect(throws: Problem.notMerged) { try await unmerge(one, in: database) }
            await #expect(throws: Problem.notFound) {
                try await database.transaction { try await UnmergePlace(id: .new())(by: .staff, at: noon, in: $0) }
            }
            await #expect(throws: Problem.notFound) {
                try await database.transaction {
                    try await MergePlaces(survivorId: one.id, absorbedId: .new())(by: .staff, at: noon, in: $0)
                }
            }
            for requester in [Requester.visitor, Requester(role: .partner)] {
                await #expect(throws: Problem.forbidden) {
                    try await merge(one, into: two, by: requester, in: database)
                }
                await #expect(throws: Problem.forbidden) { try await unmerge(one, by: requester, in: database) }
            }
            _ = try await merge(one, into: two, in: database)
            await #expect(throws: Problem.versionMismatch(current: 2)) {
                try await unmerge(one, version: 1, in: database)
            }
            #expect(try await toldEvents(database).count == 4)
        }
    }

    @Test func `rows of a source follow the survivor, and come back with what they said`() async throws {
        try await withDirectory { database in
            let mapping = #"{"source": "s", "key": ["id"], "fields": {"name": "nom", "website": "site"}}"#
            func run(_ rows: String) async throws -> ImportReport {
                try await withFile("id,nom,site\n" + rows) { file in
                    try await ImportPlaces(database: database, now: { noon })(
                        file, by: PlaceMapping(json: Array(mapping.utf8)))
                }
            }
            _ = try await run("1,Le Hub,\n2,le hub,\n")
            let rows = try await database.all(
                "SELECT place_id FROM place_sources ORDER BY source_key", as: Place.ID.self)
            let (survivor, absorbed) = (
                try await get(rows[0], in: database), try await get(rows[1], in: database)
            )
            _ = try await merge(absorbed, into: survivor, in: database)
            #expect(try await run("1,Le Hub,\n2,le hub,\n").counts == [2, 0, 0, 2])
            let report = try await run("1,Le Grand Hub,\n2,le hub,https://hub.example\n")
            #expect(report.counts == [2, 0, 1, 1])
            let changed = try await get(survivor.id, in: database)
            #expect(changed.name.text == "Le Grand Hub")
            #expect(changed.website?.text == "https://hub.example")
            #expect(changed.version == 3)
            #expect(try await FindPlaces()(by: .visitor, on: database).total == 1)
            _ = try await unmerge(absorbed, in: database)
            #expect(try await lasting(get(absorbed.id, in: database)) == lasting(absorbed))
            // What its source said meanwhile it says anew.
            #expect(try await run("1,Le Grand Hub,\n2,le hub,https://hub.example\n").counts == [2, 0, 1, 1])
            #expect(try await get(absorbed.id, in: database).website?.text == "https://hub.example")
            #expect(try await get(survivor.id, in: database).version == 4)
        }
    }

    @Test func `two that were merged and taken apart are not proposed again, and a decided pair is not listed`()
        async throws
    {
        try await withDirectory { database in
            let first = try await create(order("Le Hub", "1 rue X", "Dijon"), in: database)
            let second = try await create(order("le hub", "1 rue X", "Dijon"), in: database)
            try await proposeDuplicates(database)
            let pair = try #require(try await proposals(database).first)
            await #expect(throws: Problem("survivor-not-of-pair", status: 422, field: "survivor_id")) {
                try await database.transaction {
                    try await MergeDuplicate(id: pair.id, survivorId: .new())(by: .staff, at: noon, in: $0)
                }
            }
            let after = try await database.transaction {
                try await MergeDuplicate(id: pair.id, survivorId: second.id)(by: .staff, at: noon, in: $0)
            }
            #expect(after.id == second.id)
            #expect(try await proposals(database).isEmpty)
            try await proposeDuplicates(database)
            #expect(try await proposals(database).isEmpty)
            _ = try await unmerge(first, in: database)
            try await proposeDuplicates(database)
            #expect(try await proposals(database).isEmpty)
        }
    }
}
