import Domain
import FoundationEssentials

/// The places that a list shows, on all of its pages, as a map reads them (RFC 7946).
struct PlaceGeoJSON: Encodable {
    static let mediaType = "application/geo+json"

    let type = "FeatureCollection"
    let features: [Feature]

    struct Feature: Encodable {
        let place: Place

        private enum CodingKeys: String, CodingKey {
            case type, id, geometry, properties
        }

        /// `geometry` is written even when there is none, as the format wants it.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("Feature", forKey: .type)
            try container.encode(place.id, forKey: .id)
            try container.encode(place.position.map(Point.init), forKey: .geometry)
            try container.encode(
                Properties(
                    name: place.name.text, town: PlaceSummary(place).town, state: place.state.rawValue,
                    kinds: place.kinds.map(\.rawValue)),
                forKey: .properties)
        }
    }

    struct Point: Encodable {
        let type = "Point"
        let coordinates: [Double]

        /// Longitude first.
        init(_ position: Coordinates) {
            coordinates = [position.longitude, position.latitude]
        }
    }

    struct Properties: Encodable {
        let name: String
        let town: String
        let state: String
        let kinds: [String]
    }

    /// As the public document tells it.
    static let schema = Schema.object([
        .required("type", .oneOf(["FeatureCollection"])),
        .required(
            "features",
            .list(
                .object([
                    .required("type", .oneOf(["Feature"])), .required("id", .identifier),
                    .required("geometry", .nullable(point), "`null` where the position is not known."),
                    .required(
                        "properties",
                        .object([
                            .required("name", .text()), .required("town", .text(), "Postcode and commune."),
                            .required("state", .oneOf(Components.words(Place.State.self))),
                            .required("kinds", .list(.oneOf(Components.words(Place.Kind.self)))),
                        ])),
                ]))),
    ])

    private static let point = Schema.object([
        .required("type", .oneOf(["Point"])),
        .required("coordinates", .list(.number(-180...180)), "Longitude, latitude."),
    ])

    init(_ places: [Place]) {
        features = places.map(Feature.init)
    }
}
