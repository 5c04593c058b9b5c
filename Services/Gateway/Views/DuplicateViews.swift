import Domain
import HTTPTypes
import HummingbirdCore

/// Places that may be one, and those that are, in the API for staff.
struct DuplicateViews: Sendable {
    let site: Site

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let query = FindDuplicates(
            placeId: try incoming.query.value("place_id", Place.ID.init(_:)), page: try incoming.query.page())
        return View(sources: []) { read in try .json(try await read(query)) }
    }

    @Sendable func merge(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Duplicate.self)
        let body = try incoming.decoded(PairBody.self)
        let choice = try incoming.decoded(MergeChoice.self)
        return try Response(
            try await site.order(MergeDuplicate(id: id, survivorId: body.survivorId, choice: choice), incoming))
    }

    @Sendable func dismiss(_ incoming: Incoming) async throws -> Response {
        _ = try await site.order(DismissDuplicate(id: try incoming.id(of: Duplicate.self)), incoming)
        return Response(status: .noContent, headers: Fields.common)
    }

    /// The place of the address is the one that stays.
    @Sendable func absorb(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Place.self)
        let body = try incoming.decoded(PlaceBody.self)
        let choice = try incoming.decoded(MergeChoice.self)
        return try Response(
            try await site.order(MergePlaces(survivorId: id, absorbedId: body.absorbedId, choice: choice), incoming))
    }

    @Sendable func unmerge(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Place.self)
        return try await site.change(incoming) { UnmergePlace(id: id, expectedVersion: $0) }
    }

    // What a body says besides how to merge.
    private struct PairBody: Decodable {
        let survivorId: Place.ID
    }

    private struct PlaceBody: Decodable {
        let absorbedId: Place.ID
    }
}
