import FoundationEssentials

/// A GeoJSON file, as far as it is needed: properties that are texts or numbers, and polygons.
struct FeatureFile: Decodable {
    struct Feature: Decodable {
        let properties: [String: String]
        /// Rings of positions as they stand in the file; nil where the geometry is none, or no polygon.
        let polygons: [[[[Double]]]]?

        private enum CodingKeys: String, CodingKey {
            case properties, geometry
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let properties = try container.decodeIfPresent([String: Lenient<Scalar>].self, forKey: .properties)
            self.properties = (properties ?? [:]).compactMapValues { $0.value?.text }
            polygons = try container.decodeIfPresent(Lenient<Geometry>.self, forKey: .geometry)?.value?.polygons
        }
    }

    let features: [Feature]

    init?(_ bytes: [UInt8]) {
        guard let file = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = file
    }

    private enum CodingKeys: String, CodingKey {
        case type, features
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .type) {
        case "FeatureCollection": features = try container.decode([Feature].self, forKey: .features)
        case "Feature": features = [try Feature(from: decoder)]
        default: throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "no feature")
        }
    }

    private struct Scalar: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else {
                text = String(try container.decode(Int.self))
            }
        }
    }

    private struct Geometry: Decodable {
        let polygons: [[[[Double]]]]

        private enum CodingKeys: String, CodingKey {
            case type, coordinates
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            switch try container.decode(String.self, forKey: .type) {
            case "Polygon": polygons = [try container.decode([[[Double]]].self, forKey: .coordinates)]
            case "MultiPolygon": polygons = try container.decode([[[[Double]]]].self, forKey: .coordinates)
            default: throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "no area")
            }
        }
    }
}
