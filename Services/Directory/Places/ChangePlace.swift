import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension ChangePlace {
    /// A change that changes nothing keeps the version and tells nobody.
    /// - Throws: `if-match-required` without a version: a place has several keepers, who must not undo each other.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Place {
        try requester.mustBeStaff()
        guard expectedVersion != nil else { throw Problem("if-match-required", status: 428) }
        let place = try await PlaceStore.lock(id, in: transaction)
        try Versions.checkMatch(expectedVersion, current: place.version)
        let changed = try place.changed(by: changes, at: now)
        guard changed != place else { return place }
        try await PlaceStore.update([changed], in: transaction)
        try await Outbox.append(changed.event(since: place), changed, at: now, in: transaction)
        return changed
    }
}
