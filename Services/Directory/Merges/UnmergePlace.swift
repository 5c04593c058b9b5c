import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension UnmergePlace {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeStaff()
        guard try await PlaceStore.get(id, on: transaction) != nil else { throw Problem.notFound }
        guard let found = try await MergeStore.current(of: id, on: transaction) else { throw Problem.notMerged }
        let places = try await PlaceStore.lock([id, found.survivorId], in: transaction)
        // It may have been taken back while the locks were waited for.
        guard let merge = try await MergeStore.current(of: id, on: transaction), merge.id == found.id,
            let absorbed = places[id], let survivor = places[merge.survivorId]
        else { throw Problem.notMerged }
        try Versions.checkMatch(expectedVersion, current: absorbed.version)
        guard survivor.mergedInto == nil else { throw Problem.survivorMerged }
        let released = try await PlaceTerritories.settled(
            survivor.released(of: merge.trace, at: now), in: transaction)
        let followers = try await PlaceStore.lock(MergeStore.tree(of: id, in: transaction), in: transaction)
        let restored = absorbed.merged(into: nil, at: now)
        let moved = followers.values.sorted { $0.id < $1.id }.map { $0.merged(into: id, at: now) }
        try await PlaceStore.update([released, restored] + moved, in: transaction)
        for later in try await MergeStore.later(than: merge, in: transaction) {
            try await MergeStore.rewrite(later.id, as: later.trace.without(merge.trace), in: transaction)
        }
        try await MergeStore.end(merge.id, of: id, at: now, in: transaction)
        try await DuplicateStore.settle(id, merge.survivorId, as: .dismissed, at: now, in: transaction)
        try await Outbox.append(
            contentsOf: [(PlaceEvents.unmerged, restored)] + moved.map { (PlaceEvents.merged, $0) }
                + [(PlaceEvents.changed, released)], at: now, in: transaction)
        return restored
    }
}
