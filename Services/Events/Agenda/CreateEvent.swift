import Domain
import FoundationEssentials
import Postgres

extension CreateEvent {
    /// Keeps a draft. Nobody is told of it.
    func callAsFunction(
        by requester: Requester, at now: Date, zone: ServedTimeZone, in transaction: Transaction
    ) async throws -> Event {
        try requester.mustBeAllowed(Self.self, at: placeId)
        let event = try Event(self, zone: zone, at: now)
        try await EventStore.insert(event, in: transaction)
        return event
    }
}
