import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension ChangeEvent {
    /// A change that changes nothing keeps the version and tells nobody.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Event {
        try requester.mustBeStaff()
        let event = try await EventStore.lock(id, in: transaction)
        try Versions.checkMatch(expectedVersion, current: event.version)
        let changed = try event.changed(by: changes, at: now)
        guard changed != event else { return event }
        try await EventStore.update(changed, in: transaction)
        if changed.state == .published {
            try await Outbox.append(EventEvents.changed, changed, at: now, in: transaction)
        }
        return changed
    }
}
