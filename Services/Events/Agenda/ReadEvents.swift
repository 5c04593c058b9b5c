import Domain
import KnownPlaces
import Postgres
import ServiceKit

extension FindEvents {
    func callAsFunction(by requester: Requester, on database: PostgresPool) async throws -> Page<EventListing> {
        if state == .draft { try requester.mustBeAllowed(ChangeEvent.self, at: placeId) }
        if placeState != nil { try requester.mustBeStaff() }
        let cursor = try page.cursor.map { try Cursors.decode(EventStore.Cursor.self, from: $0) }
        let identifiers: [Place.ID]? =
            if let placeId { try await KnownPlaces.identifiers(of: placeId, on: database) } else { nil }
        async let found = EventStore.find(self, at: identifiers, after: cursor, on: database)
        async let counted = EventStore.count(self, at: identifiers, on: database)
        let events = try await found
        let shown = events.prefix(page.limit)
        let places = try await KnownPlaces.find(Array(Set(shown.compactMap(\.placeId))), on: database)
        let next =
            try events.count > page.limit
            ? shown.last.map { try Cursors.encode(EventStore.Cursor(start: $0.startsAt, id: $0.id)) } : nil
        return Page(
            items: shown.map { EventListing(event: $0, place: $0.placeId.flatMap { places[$0] }) },
            counted: try await counted, next: next)
    }
}

extension GetEvent {
    /// A draft does not exist but for those who may change it, nor what is at a closed place but for staff.
    func callAsFunction(by requester: Requester, on database: PostgresPool) async throws -> EventListing {
        guard let event = try await EventStore.get(id, on: database),
            event.state != .draft || requester.may(ChangeEvent.self, at: event.placeId)
        else { throw Problem.notFound }
        let places = try await KnownPlaces.find([event.placeId].compactMap(\.self), on: database)
        let place = event.placeId.flatMap { places[$0] }
        guard place?.state != .closed || requester.isStaff else { throw Problem.notFound }
        return EventListing(event: event, place: place)
    }
}
