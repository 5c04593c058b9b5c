import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension ChangeEvent {
    /// A change that changes nothing keeps the version and tells nobody.
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Event {
        try requester.mustBeAllowed(Self.self)
        let event = try await EventStore.lock(id, in: transaction)
        try requester.mustBeAllowed(Self.self, at: event.placeId)
        if let placeId = changes.placeId { try requester.mustBeAllowed(Self.self, at: placeId.value) }
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
