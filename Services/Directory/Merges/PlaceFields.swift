import Domain
import FoundationEssentials

/// A place as its fields by their public names, so that a field that is added to places is merged like all others.
struct PlaceFields: Hashable, Sendable {
    /// What is of the place itself and never taken from another.
    static let own: Set<String> = ["id", "version", "merged_into", "created_at", "updated_at"]
    private static let address = "address"

    private(set) var members: [String: JSONTree]

    init(_ place: Place) throws {
        try self.init(json: String(decoding: JSON.encode(place), as: UTF8.self))
    }

    init(json: String) throws {
        members = try JSONDecoder().decode([String: JSONTree].self, from: Data(json.utf8))
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(members), as: UTF8.self)
    }

    func place() throws -> Place {
        try JSON.decode(Place.self, from: Data(json().utf8))
    }

    /// These fields, with those that are named taken from another place, and with what they lack filled from it.
    /// - Throws: `field-unknown` for a name of nothing that the other has.
    func filled(from other: PlaceFields, taking taken: [String]) throws(Problem) -> PlaceFields {
        var result = self
        for (index, name) in taken.enumerated() {
            guard !Self.own.contains(name), let value = other.members[name], !value.isEmpty else {
                throw Problem("field-unknown", status: 422, field: "take.\(index)")
            }
            result.members[name] = value
        }
        for (name, value) in other.members where !Self.own.contains(name) && !taken.contains(name) {
            if members[name]?.isEmpty ?? true {
                result.members[name] = value
            } else if name == Self.address {
                result.members[name] = members[name]?.completed(from: value)
            }
        }
        return result
    }

    /// These fields without what a merge brought: where they still are as the merge left them, they are as before it.
    func without(_ merge: MergeTrace) -> PlaceFields {
        var result = self
        for name in merge.broughtFields where members[name] == merge.after.members[name] {
            result.members[name] = merge.before.members[name]
        }
        return result
    }
}

/// The fields of a survivor before and after a merge.
struct MergeTrace: Hashable, Sendable {
    var before: PlaceFields
    var after: PlaceFields

    /// The names of what the merge changed.
    var broughtFields: [String] {
        Set(before.members.keys).union(after.members.keys).subtracting(PlaceFields.own)
            .filter { before.members[$0] != after.members[$0] }
    }

    /// This merge as it would have been had an earlier one not taken place.
    func without(_ earlier: MergeTrace) -> MergeTrace {
        MergeTrace(before: before.without(earlier), after: after.without(earlier))
    }
}

extension JSONTree {
    /// The parts of an address that it lacks, from another that contradicts it nowhere: a street of one commune does
    /// not belong to another.
    fileprivate func completed(from other: JSONTree) -> JSONTree {
        guard case .object(let mine) = self, case .object(let theirs) = other,
            mine.allSatisfy({ name, value in theirs[name].map { $0.agrees(with: value) } ?? true })
        else { return self }
        return .object(mine.merging(theirs) { mine, _ in mine })
    }

    private func agrees(with other: JSONTree) -> Bool {
        guard case .text(let mine) = self, case .text(let theirs) = other else { return self == other }
        return mine.lettersAndDigits == theirs.lettersAndDigits
    }
}

extension String {
    fileprivate var lettersAndDigits: String {
        lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
