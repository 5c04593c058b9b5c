import Domain
import FoundationEssentials
import Outbox
import Postgres
import ServiceKit

extension PublishEvent {
    func callAsFunction(by requester: Requester, at now: Date, in transaction: Transaction) async throws -> Event {
        try requester.mustBeAllowed(Self.self)
        let event = try await EventStore.lock(id, in: transaction)
        try requester.mustBeAllowed(Self.self, at: event.placeId)
        try Versions.checkMatch(expectedVersion, current: event.version)
        let published = try event.published(at: now)
        guard published != event else { return event }
        try await EventStore.update(published, in: transaction)
        try await Outbox.append(EventEvents.published, published, at: now, in: transaction)
        return published
    }
}
