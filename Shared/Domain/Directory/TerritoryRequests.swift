/// Territories by name, for forms and lists.
package struct FindTerritories: ServiceRequest {
    package typealias Reply = Page<Territory>
    package static let name = "directory.find-territories.v1"
    package static let owner = ServiceName.directory

    /// Words of its name, its code, or a postcode of the commune.
    package var text: String?
    package var kind: Territory.Kind?
    package var page: PageQuery

    package init(text: String? = nil, kind: Territory.Kind? = nil, page: PageQuery = PageQuery()) {
        self.text = text
        self.kind = kind
        self.page = page
    }
}

/// One territory with its outline. Of several vintages the last, unless one is asked for.
package struct GetTerritory: ServiceRequest {
    package typealias Reply = OutlinedTerritory
    package static let name = "directory.get-territory.v1"
    package static let owner = ServiceName.directory

    package var key: TerritoryKey
    package var vintage: Int?

    package init(key: TerritoryKey, vintage: Int? = nil) {
        self.key = key
        self.vintage = vintage
    }
}

/// The outlines of all territories of a kind, drawn roughly, as the background of a map.
package struct FindOutlines: ServiceRequest {
    package typealias Reply = [OutlinedTerritory]
    package static let name = "directory.find-outlines.v1"
    package static let owner = ServiceName.directory

    package var kind: Territory.Kind

    package init(kind: Territory.Kind) {
        self.kind = kind
    }
}

/// A territory, and how it is drawn where that is known.
package struct OutlinedTerritory: Codable, Sendable, Hashable {
    package var kind: Territory.Kind
    package var code: String
    package var name: OneLine
    package var vintage: Int?
    package var outline: Outline?

    package init(_ territory: Territory, outline: Outline?) {
        self.kind = territory.kind
        self.code = territory.code
        self.name = territory.name
        self.vintage = territory.vintage
        self.outline = outline
    }
}

/// A GeoJSON geometry (RFC 7946): polygons of rings of positions, longitude first; outer rings turn left.
package struct Outline: Codable, Sendable, Hashable {
    /// Always `MultiPolygon`.
    package var type: String
    package var coordinates: [[[[Double]]]]

    package init(coordinates: [[[[Double]]]]) {
        self.type = "MultiPolygon"
        self.coordinates = coordinates
    }
}
