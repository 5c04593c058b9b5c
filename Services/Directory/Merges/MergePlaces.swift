import Domain
import FoundationEssentials
import Outbox
import Postgres

extension MergePlaces {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeStaff()
        guard survivorId != absorbedId else { throw Problem("merge-with-itself", status: 422, field: "absorbed_id") }
        let places = try await PlaceStore.lock([survivorId, absorbedId], in: transaction)
        guard let survivor = places[survivorId], let absorbed = places[absorbedId] else { throw Problem.notFound }
        try survivor.mustMerge(with: absorbed, by: choice)
        let after = try await PlaceTerritories.settled(
            survivor.absorbing(absorbed, taking: choice.take ?? [], at: now), in: transaction)
        let followers = try await PlaceStore.lock(
            MergeStore.absorbed(by: absorbedId, in: transaction), in: transaction)
        let moved = ([absorbed] + followers.values.sorted { $0.id < $1.id }).map {
            $0.merged(into: survivorId, at: now)
        }
        try await PlaceStore.update([after] + moved, in: transaction)
        try await MergeStore.record(absorbed, into: (survivor, after), by: requester, at: now, in: transaction)
        try await DuplicateStore.settle(survivorId, absorbedId, as: .merged, at: now, in: transaction)
        // The survivor first: whoever hears that a place was merged knows the one that stands for it.
        try await Outbox.append(
            contentsOf: [(PlaceEvents.changed, after)] + moved.map { (PlaceEvents.merged, $0) }, at: now,
            in: transaction)
        return after
    }
}
