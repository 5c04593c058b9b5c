import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension CancelEvent {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Event {
        try requester.mustBeAllowed(Self.self)
        let event = try await EventStore.lock(id, in: transaction)
        try requester.mustBeAllowed(Self.self, at: event.placeId)
        try Versions.checkMatch(expectedVersion, current: event.version)
        let cancelled = try event.cancelled(at: now)
        guard cancelled != event else { return event }
        try await EventStore.update(cancelled, in: transaction)
        try await Outbox.append(EventEvents.cancelled, cancelled, at: now, in: transaction)
        return cancelled
    }
}
