import Calendars
import Domain
import FoundationEssentials
import HummingbirdCore

/// Offers in the API.
struct OfferViews: Sendable {
    let site: Site

    static func search(_ query: Query) throws(Problem) -> FindOffers {
        FindOffers(
            text: query["q"], placeId: try query.value("place_id", Place.ID.init(_:)),
            placeState: try query.word("place_state", Place.State.self),
            kind: try query.word("kind", Offer.Kind.self),
            departement: try query.value("departement", DepartementCode.init(_:)),
            region: try query.value("region", RegionCode.init(_:)), state: try query.word("state", Offer.State.self),
            open: try query.value("open", Bool.init(_:)), page: try query.page())
    }

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let search = try Self.search(incoming.query)
        return View(sources: .jobsBoard) { read in
            // At midnight the last day of an offer is over.
            let validUntil = search.open == nil ? .distantFuture : site.zone.midnight(after: site.now())
            return try .json(ListDocument(try await read(search), Listed.init), validUntil: validUntil)
        }
    }

    @Sendable func show(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Offer.self)
        return View(sources: .jobsBoard) { read in
            let listing = try await read(GetOffer(id: id))
            return try .json(Listed(listing), version: listing.offer.version)
        }
    }

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        try await site.create(CreateOffer.self, under: "/api/v1/offers", incoming)
    }

    @Sendable func change(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Offer.self)
        let changes = try incoming.decoded(ChangeOffer.Changes.self)
        return try await site.change(incoming, versionRequired: true) {
            ChangeOffer(id: id, expectedVersion: $0, changes: changes)
        }
    }

    @Sendable func publish(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Offer.self)
        return try await site.change(incoming) { PublishOffer(id: id, expectedVersion: $0) }
    }

    @Sendable func close(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Offer.self)
        return try await site.change(incoming) { CloseOffer(id: id, expectedVersion: $0) }
    }
}
