import Domain
import FoundationEssentials

/// Territories in the API, and their outlines for maps.
struct TerritoryViews: Sendable {
    let site: Site

    /// Territories change by an import, of which nobody is told where no place lies in other ones.
    private static let kept: TimeInterval = 300

    @Sendable func find(_ incoming: Incoming) throws -> View {
        let query = incoming.query
        let find = FindTerritories(
            text: query["q"], kind: try query.word("kind", Territory.Kind.self), page: try query.page())
        return View(sources: .directory) { read in
            try .json(try await read(find), validUntil: site.today.addingTimeInterval(Self.kept))
        }
    }

    @Sendable func show(_ incoming: Incoming) throws -> View {
        guard let kind = incoming.captures["kind"], let code = incoming.captures["code"],
            let key = try? TerritoryKey("\(kind):\(code)")
        else { throw Problem.notFound }
        let vintage = try incoming.query.value("vintage") { Int($0).flatMap { (1...9999).contains($0) ? $0 : nil } }
        return View(sources: .directory) { read in
            try .json(
                try await read(GetTerritory(key: key, vintage: vintage)),
                validUntil: site.today.addingTimeInterval(Self.kept))
        }
    }

    /// The background of a map: all regions or départements, without what is too small to be seen.
    @Sendable func outlines(_ incoming: Incoming) throws -> View {
        let kind = try incoming.query.word("kind", Territory.Kind.self) ?? .departement
        guard kind == .departement || kind == .region else {
            throw Problem("parameter-not-valid", status: 400, field: "kind")
        }
        return View(sources: .directory) { read in
            let collection = OutlineCollection(try await read(FindOutlines(kind: kind)))
            return Composed(
                body: Array(try JSON.encode(collection)), contentType: "application/geo+json",
                validUntil: site.today.addingTimeInterval(Self.kept))
        }
    }
}

/// Outlines as a map reads them (RFC 7946).
private struct OutlineCollection: Encodable {
    struct Feature: Encodable {
        struct Properties: Encodable {
            let kind: Territory.Kind
            let code: String
            let name: OneLine
        }

        let type = "Feature"
        let properties: Properties
        let geometry: Outline?
    }

    let type = "FeatureCollection"
    let features: [Feature]

    init(_ territories: [OutlinedTerritory]) {
        features = territories.map { territory in
            Feature(
                properties: .init(kind: territory.kind, code: territory.code, name: territory.name),
                geometry: territory.outline)
        }
    }
}
