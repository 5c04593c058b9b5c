/// A position in WGS 84, in degrees. Written latitude first in words, longitude first in GeoJSON: hence the labels.
package struct Coordinates: Hashable, Sendable, Codable {
    package let latitude: Double
    package let longitude: Double

    package init(latitude: Double, longitude: Double) throws(InvalidValue) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else {
            throw InvalidValue(.position)
        }
        self.latitude = latitude
        self.longitude = longitude
    }

    private enum CodingKeys: String, CodingKey {
        case latitude, longitude
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let latitude = try container.decode(Double.self, forKey: .latitude)
        let longitude = try container.decode(Double.self, forKey: .longitude)
        do {
            try self.init(latitude: latitude, longitude: longitude)
        } catch {
            throw error.at(decoder.codingPath)
        }
    }
}
