import Domain

/// Something that a request may carry besides its body, as routes list it and the public document tells it.
struct Parameter: Sendable {
    enum Location: String, Sendable {
        case path, query, header
    }

    let name: String
    let place: Location
    let schema: Schema
    let about: String
    var isRequired = false

    static func query(_ name: String, _ schema: Schema, _ about: String) -> Parameter {
        Parameter(name: name, place: .query, schema: schema, about: about)
    }

    static let id = Parameter(
        name: "id", place: .path, schema: .identifier, about: "Its identifier.", isRequired: true)
    static let q = query("q", .text(), "Words to find, whatever their accents and case.")
    static let limit = query("limit", .integer(1...PageQuery.maximumLimit), "Items a page; 50 unless told.")
    static let cursor = query("cursor", .text(), "The `next` of the page before.")
    static let near = query("near", .text(), "`LAT,LON` in degrees; the nearest come first.")
    static let radius = query("radius_km", .number(0...20_000), "Distance from `near`.")
    static let region = query("region", .text(), "INSEE code of a region.")
    static let departement = query("departement", .text(), "INSEE code of a département.")
    static let territoryKey = query(
        "territory", .text(), "`KIND:CODE` of a territory: `epci:242100410`, `commune:21231`, `qpv:QP021001`.")
    static let qpv = query(
        "qpv", .boolean, "`true`: only places in a priority district (QPV), of whatever vintage; `false`: only others.")
    static let territoryKind = query("kind", .oneOf(Components.words(Territory.Kind.self)), "What it is.")
    static let outlineKind = query("kind", .oneOf(["departement", "region"]), "Départements without one.")
    static let vintage = query("vintage", .integer(1...9999), "Of a priority district; the last without one.")
    static let territoryPath = [
        Parameter(
            name: "kind", place: .path, schema: .oneOf(Components.words(Territory.Kind.self)), about: "What it is.",
            isRequired: true),
        Parameter(name: "code", place: .path, schema: .text(), about: "Its code.", isRequired: true),
    ]
    static let placeID = query("place_id", .identifier, "Only those of one place.")
    static let placeState = query(
        "place_state", .oneOf(Components.words(Place.State.self)),
        "Only those at places in this state, closed ones too; staff only.")
    static let from = query("from", .moment, "Only events that are not over at this moment.")
    static let until = query("until", .moment, "Only events that start before this moment.")
    static let open = query("open", .boolean, "`true`: only offers that one may still apply to.")
    static let placeKind = query("kind", .oneOf(Components.words(Place.Kind.self)), "What the place is.")
    static let eventState = query(
        "state", .oneOf(Components.words(Event.State.self)), "Published and cancelled without one.")
    static let offerKind = query("kind", .oneOf(Components.words(Offer.Kind.self)), "What is offered.")
    static let offerState = query(
        "state", .oneOf(Components.words(Offer.State.self)), "Published and closed without one.")
    static let ifMatch = Parameter(
        name: "If-Match", place: .header, schema: .text(), about: "The `ETag` of the version to change, or `*`.",
        isRequired: true)
    static let ifMatchIfWanted = Parameter(
        name: "If-Match", place: .header, schema: .text(), about: "The `ETag` of the version to change, or `*`.")
    static let idempotencyKey = Parameter(
        name: "Idempotency-Key", place: .header, schema: .text(maximumLength: 200),
        about: "Sent again with the same key, the request acts once.")
    static let ifNoneMatch = Parameter(
        name: "If-None-Match", place: .header, schema: .text(), about: "The `ETag` of the copy at hand.")

    static let language = query(
        PageLanguage.name, .oneOf(Language.allCases.map(\.rawValue)), "The language of the page.")

    static let paging = [limit, cursor]
    static let placeSearch = [q, near, radius, placeKind, region, departement, territoryKey, qpv]
    static let eventSearch = [q, placeID, placeState, departement, region, from, until, eventState]
    static let offerSearch = [q, placeID, placeState, offerKind, departement, region, open, offerState]
    static let territory = [departement, region, placeID]

    /// As OpenAPI writes it.
    var document: JSONValue {
        [
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired),
            "description": .string(about), "schema": schema.document,
        ]
    }
}
