import Domain
import FoundationEssentials
import HummingbirdCore

/// Events in the API.
struct EventViews: Sendable {
    let site: Site

    static func search(_ query: Query) throws(Problem) -> FindEvents {
        FindEvents(
            text: query["q"], placeId: try query.value("place_id", Place.ID.init(_:)),
            placeState: try query.word("place_state", Place.State.self),
            departement: try query.value("departement", DepartementCode.init(_:)),
            region: try query.value("region", RegionCode.init(_:)), state: try query.word("state", Event.State.self),
            from: try query.value("from", Date.init(rfc3339:)), until: try query.value("until", Date.init(rfc3339:)),
            page: try query.page())
    }

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let search = try Self.search(incoming.query)
        return View(sources: .events) { read in try .json(ListDocument(try await read(search), Listed.init)) }
    }

    @Sendable func show(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Event.self)
        return View(sources: .events) { read in
            let listing = try await read(GetEvent(id: id))
            return try .json(Listed(listing), version: listing.event.version)
        }
    }

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        try await site.create(CreateEvent.self, under: "/api/v1/events", incoming)
    }

    @Sendable func change(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Event.self)
        let changes = try incoming.decoded(ChangeEvent.Changes.self)
        return try await site.change(incoming, versionRequired: true) {
            ChangeEvent(id: id, expectedVersion: $0, changes: changes)
        }
    }

    @Sendable func publish(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Event.self)
        return try await site.change(incoming) { PublishEvent(id: id, expectedVersion: $0) }
    }

    @Sendable func cancel(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Event.self)
        return try await site.change(incoming) { CancelEvent(id: id, expectedVersion: $0) }
    }
}
