import Domain
import Foundation
import Testing

@testable import Directory

@Suite struct MergeRulesTests {
    private static func place(
        _ name: String, _ address: Address = Address(), website: String? = nil, kinds: [Place.Kind] = [],
        state: Place.State = .active, into: Place.ID? = nil
    ) throws -> Place {
        Place(
            id: .new(), version: 4, name: try OneLine(name), state: state, kinds: kinds, description: nil,
            address: address, position: nil, website: try website.map(WebAddress.init(_:)), confirmedOn: nil,
            mergedInto: into, createdAt: noon, updatedAt: noon)
    }

    private static func address(_ street: String?, _ postcode: String?, _ commune: String?) throws -> Address {
        Address(
            street: try street.map(OneLine.init(_:)), postcode: try postcode.map(Postcode.init(_:)),
            commune: try commune.map(OneLine.init(_:)))
    }

    private let later = noon.addingTimeInterval(60)

    @Test func `the survivor keeps what it has and fills what it lacks`() throws {
        let survivor = try Self.place("Le Hub", Self.address(nil, nil, "Dijon"), kinds: [.fablab])
        let absorbed = try Self.place(
            "le hub", Self.address("1 rue X", "21000", "DIJON"), website: "https://hub.example", kinds: [.coworking])
        let after = try survivor.absorbing(absorbed, taking: [], at: later)
        #expect(after.id == survivor.id)
        #expect(after.name.text == "Le Hub")
        #expect(after.kinds == [.fablab])
        #expect(after.website?.text == "https://hub.example")
        #expect(try after.address == Self.address("1 rue X", "21000", "Dijon"))
        #expect(after.version == 5)
        #expect(after.updatedAt == later)
        #expect(after.createdAt == survivor.createdAt)
    }

    @Test func `a street of one commune does not come to a place of another`() throws {
        let survivor = try Self.place("Le Hub", Self.address(nil, nil, "Dijon"))
        let absorbed = try Self.place("Le Hub", Self.address("1 rue X", nil, "Dole"))
        #expect(try survivor.absorbing(absorbed, taking: [], at: later).address == survivor.address)
        #expect(try survivor.absorbing(absorbed, taking: ["address"], at: later).address == absorbed.address)
    }

    @Test func `fields that are chosen are the absorbed place's, and only those that it has can be`() throws {
        let survivor = try Self.place("Le Hub", website: "https://a.example", kinds: [.fablab])
        let absorbed = try Self.place("Hub !", website: "https://b.example")
        let after = try survivor.absorbing(absorbed, taking: ["name", "website"], at: later)
        #expect(after.name.text == "Hub !")
        #expect(after.website?.text == "https://b.example")
        #expect(after.kinds == [.fablab])
        for name in ["kinds", "id", "version", "merged_into", "nmae", ""] {
            #expect(throws: Problem("field-unknown", status: 422, field: "take.0"), "\(name)") {
                try survivor.absorbing(absorbed, taking: [name], at: later)
            }
        }
    }

    @Test func `what a merge brought goes with it, but for what was changed since`() throws {
        let survivor = try Self.place("Le Hub")
        let absorbed = try Self.place("Hub", Self.address("1 rue X", nil, "Dijon"), website: "https://hub.example")
        let after = try survivor.absorbing(absorbed, taking: ["name"], at: later)
        let trace = MergeTrace(before: try PlaceFields(survivor), after: try PlaceFields(after))
        var released = try after.released(of: trace, at: later)
        #expect(released.version == 6)
        (released.version, released.updatedAt) = (survivor.version, survivor.updatedAt)
        #expect(released == survivor)
        var changed = after
        changed.website = try WebAddress("https://neuf.example")
        changed.kinds = [.repair]
        let kept = try changed.released(of: trace, at: later)
        #expect(kept.website == changed.website)
        #expect(kept.kinds == [.repair])
        #expect(kept.name.text == "Le Hub")
        #expect(kept.address == Address())
    }

    @Test func `of two merges taken back in the order of their making nothing stays`() throws {
        let survivor = try Self.place("Le Hub")
        let one = try Self.place("Un", website: "https://un.example")
        let two = try Self.place("Deux", website: "https://deux.example", kinds: [.food])
        let first = try survivor.absorbing(one, taking: ["name"], at: later)
        let second = try first.absorbing(two, taking: ["name"], at: later)
        let firstTrace = MergeTrace(before: try PlaceFields(survivor), after: try PlaceFields(first))
        let secondTrace = MergeTrace(before: try PlaceFields(first), after: try PlaceFields(second))
        let withoutOne = try second.released(of: firstTrace, at: later)
        #expect(withoutOne.name.text == "Deux")
        #expect(withoutOne.website == nil)
        var neither = try withoutOne.released(of: secondTrace.without(firstTrace), at: later)
        (neither.version, neither.updatedAt) = (survivor.version, survivor.updatedAt)
        #expect(neither == survivor)
    }

    @Test func `what is closed, merged or changed meanwhile is not merged`() throws {
        let open = try Self.place("A")
        let closed = try Self.place("B", state: .closed)
        let merged = try Self.place("C", into: .new())
        for (place, code) in [(closed, "place-closed"), (merged, "place-merged")] {
            #expect(throws: Problem(code, status: 409, field: "absorbed_id")) {
                try open.mustMerge(with: place, by: MergeChoice())
            }
            #expect(throws: Problem(code, status: 409, field: "survivor_id")) {
                try place.mustMerge(with: open, by: MergeChoice())
            }
        }
        #expect(throws: Problem("version-mismatch", status: 412, field: "absorbed_id", currentVersion: 4)) {
            try open.mustMerge(with: try Self.place("D"), by: MergeChoice(survivorVersion: 4, absorbedVersion: 3))
        }
    }
}
