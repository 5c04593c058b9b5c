import Domain
import KnownPlaces
import Postgres
import ServiceKit

extension FindOffers {
    func callAsFunction(
        by requester: Requester, zone: ServedTimeZone, on database: PostgresPool
    ) async throws -> Page<OfferListing> {
        if state == .draft { try requester.mustBeAllowed(ChangeOffer.self, at: placeId) }
        if placeState != nil { try requester.mustBeStaff() }
        let cursor = try page.cursor.map { try Cursors.decode(OfferStore.Cursor.self, from: $0) }
        let identifiers: [Place.ID]? =
            if let placeId { try await KnownPlaces.identifiers(of: placeId, on: database) } else { nil }
        async let found = OfferStore.find(self, at: identifiers, zone: zone, after: cursor, on: database)
        async let counted = OfferStore.count(self, at: identifiers, zone: zone, on: database)
        let offers = try await found
        let shown = offers.prefix(page.limit)
        let places = try await KnownPlaces.find(Array(Set(shown.compactMap(\.placeId))), on: database)
        let next =
            try offers.count > page.limit
            ? shown.last.map { try Cursors.encode(OfferStore.Cursor(created: $0.createdAt, id: $0.id)) } : nil
        return Page(
            items: shown.map { OfferListing(offer: $0, place: $0.placeId.flatMap { places[$0] }) },
            counted: try await counted, next: next)
    }
}

extension GetOffer {
    /// A draft does not exist but for those who may change it, nor what is at a closed place but for staff.
    func callAsFunction(by requester: Requester, on database: PostgresPool) async throws -> OfferListing {
        guard let offer = try await OfferStore.get(id, on: database),
            offer.state != .draft || requester.may(ChangeOffer.self, at: offer.placeId)
        else { throw Problem.notFound }
        let places = try await KnownPlaces.find([offer.placeId].compactMap(\.self), on: database)
        let place = offer.placeId.flatMap { places[$0] }
        guard place?.state != .closed || requester.isStaff else { throw Problem.notFound }
        return OfferListing(offer: offer, place: place)
    }
}
