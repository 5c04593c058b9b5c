import FoundationEssentials

/// The programs of the map: Leaflet and its clusters as Debian installs them, and our own few lines.
struct MapAssets: Sendable {
    let leaflet: Asset
    let clusters: Asset
    let script: Asset
    let stylesheet: Asset

    private static let folder = "/usr/share/javascript/leaflet"

    /// Nil where they are not installed: pages then have lists alone.
    static func installed(in folder: String = Self.folder) -> MapAssets? {
        func read(_ name: String) -> Data? {
            try? Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        }
        guard let leaflet = read("leaflet.min.js"), let clusters = read("leaflet.markercluster.min.js"),
            let look = read("leaflet.css"), let clusterMoves = read("MarkerCluster.css")
        else { return nil }
        return MapAssets(
            leaflet: Asset(leaflet, .js), clusters: Asset(clusters, .js), script: Asset(PackageResources.map_js, .js),
            stylesheet: Asset(Array(look) + Array(clusterMoves) + PackageResources.map_css, .css))
    }

    var assets: [Asset] { [leaflet, clusters, script, stylesheet] }
}
