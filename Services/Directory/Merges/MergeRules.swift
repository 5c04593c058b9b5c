import Domain
import FoundationEssentials

/// When places may become one, and what becomes of them. Pure: the caller saves the result and tells of it.
extension Place {
    /// - Throws: `place-merged` when one of the two stands for nothing any more, so that no circle can arise;
    ///   `place-closed` for one that has closed.
    func mustMerge(with absorbed: Place, by choice: MergeChoice) throws(Problem) {
        for (place, field, expected) in [
            (self, "survivor_id", choice.survivorVersion), (absorbed, "absorbed_id", choice.absorbedVersion),
        ] {
            guard place.mergedInto == nil else { throw Problem("place-merged", status: 409, field: field) }
            guard place.state != .closed else { throw Problem("place-closed", status: 409, field: field) }
            if let expected, expected != place.version {
                var problem = Problem.versionMismatch(current: place.version)
                problem.field = field
                throw problem
            }
        }
    }

    /// The place once it stands for another as well.
    func absorbing(_ other: Place, taking fields: [String], at now: Date) throws -> Place {
        let before = try PlaceFields(self)
        return try before.filled(from: PlaceFields(other), taking: fields).place().next(at: now)
    }

    /// The place once it no longer stands for the one that a merge brought.
    func released(of merge: MergeTrace, at now: Date) throws -> Place {
        try PlaceFields(self).without(merge).place().next(at: now)
    }

    /// The place once another stands for it, or none.
    func merged(into survivor: Place.ID?, at now: Date) -> Place {
        var place = next(at: now)
        place.mergedInto = survivor
        return place
    }
}

extension Problem {
    /// Another place stands for this one.
    static let merged = Problem("place-merged", status: 409)
    static let notMerged = Problem("place-not-merged", status: 409)
    /// What stands for the place was merged itself, and has to be taken back first.
    static let survivorMerged = Problem("survivor-merged", status: 409)
}
