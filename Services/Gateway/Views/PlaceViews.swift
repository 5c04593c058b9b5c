import Calendars
import Domain
import FoundationEssentials
import HummingbirdCore
import OpeningHoursKit

/// Places in the API.
struct PlaceViews: Sendable {
    let site: Site

    static func search(_ query: Query) throws(Problem) -> FindPlaces {
        let near = try query.position("near")
        let radius = try query.value("radius_km") { Double($0).flatMap { (0...20_000).contains($0) ? $0 : nil } }
        if radius != nil, near == nil { throw Problem("parameter-not-valid", status: 400, field: "radius_km") }
        return FindPlaces(
            text: query["q"], near: near, radiusKm: radius, kind: try query.word("kind", Place.Kind.self),
            region: try query.value("region", RegionCode.init(_:)),
            departement: try query.value("departement", DepartementCode.init(_:)),
            territory: try query.value("territory", TerritoryKey.init(_:)),
            qpv: try query.value("qpv") { Bool($0) }, page: try query.page())
    }

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let search = try Self.search(incoming.query)
        return View(sources: .directory) { read in try .json(try await read(search)) }
    }

    /// All pages of the list as one.
    @Sendable func map(_ incoming: Incoming) throws -> View {
        let search = try Self.search(incoming.query)
        return View(sources: .directory, time: AllPlaces.time) { read in
            Composed(
                body: Array(try JSON.encode(PlaceGeoJSON(try await AllPlaces.found(by: search, read)))),
                contentType: PlaceGeoJSON.mediaType, validUntil: .distantFuture)
        }
    }

    @Sendable func show(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Place.self)
        return View(sources: PlaceParts.sources) { read in
            let parts = try await PlaceParts(id, site, read)
            return try .json(
                PlaceDocument(parts: parts), validUntil: parts.validUntil, version: parts.place.version,
                missing: parts.missing)
        }
    }

    @Sendable func contacts(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Place.self)
        return View(sources: []) { read in try .json(ItemsDocument(items: try await read(GetContacts(id: id)))) }
    }

    @Sendable func states(_ incoming: Incoming) throws -> View {
        let id = try incoming.id(of: Place.self)
        return View(sources: []) { read in try .json(ItemsDocument(items: try await read(GetPlaceStates(id: id)))) }
    }

    @Sendable func create(_ incoming: Incoming) async throws -> Response {
        try await site.create(CreatePlace.self, under: "/api/v1/places", incoming)
    }

    @Sendable func change(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Place.self)
        let changes = try incoming.decoded(ChangePlace.Changes.self)
        return try await site.change(incoming, versionRequired: true) {
            ChangePlace(id: id, expectedVersion: $0, changes: changes)
        }
    }

    @Sendable func confirm(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Place.self)
        return try await site.change(incoming) { ConfirmPlace(id: id, expectedVersion: $0) }
    }

    @Sendable func publish(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Place.self)
        return try await site.change(incoming) { PublishPlace(id: id, expectedVersion: $0) }
    }

    @Sendable func close(_ incoming: Incoming) async throws -> Response {
        let id = try incoming.id(of: Place.self)
        return try await site.change(incoming) { ClosePlace(id: id, expectedVersion: $0) }
    }
}

/// What a place's page and its JSON are made of, fetched together from three services.
struct PlaceParts: Sendable {
    static let sources: Sources = [.directory, .events, .jobsBoard]

    let place: Place
    let events: Part<Page<EventListing>>
    let offers: Part<Page<OfferListing>>
    /// Understood, where they are.
    let hours: (hours: OpeningHours, locality: Locality)?
    /// When all this was so.
    let now: Date
    let validUntil: Date

    init(_ id: Place.ID, _ site: Site, _ read: Reader) async throws {
        let now = site.today
        async let place = read.required(GetPlace(id: id))
        async let events = read.optional(FindEvents(placeId: id, state: .published, from: now))
        async let offers = read.optional(FindOffers(placeId: id, open: true))
        self.place = try await place
        if let survivor = self.place.mergedInto { throw Moved(id: survivor.description) }
        self.events = await events
        self.offers = await offers
        let locality = Locality(departement: self.place.address.departementCode)
        let hours = self.place.openingHours.flatMap { OpeningHours($0.text) }
        self.hours = hours.map { ($0, locality) }
        self.now = site.now()
        validUntil = min(
            site.zone.midnight(after: now), hours?.nextChange(after: self.now, in: locality) ?? .distantFuture,
            self.events.value.map { Validity.of($0, after: now) } ?? .distantFuture)
    }

    var missing: [ServiceName] {
        [events.missing, offers.missing].compactMap(\.self)
    }
}
