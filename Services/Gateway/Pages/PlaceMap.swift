import Domain
import HTMLKit

/// Where the map is drawn once its program runs. Without it nothing is seen: the list beside it says the same.
struct PlaceMap {
    let layout: Layout
    /// What is fetched to be shown.
    private let source: LinkTarget?
    private let position: Coordinates?

    private var language: Language { layout.language }

    /// Of the places that a list finds.
    init(layout: Layout, address: PageAddress) {
        self.layout = layout
        position = nil
        let unread = [PageLanguage.name, "cursor", "limit"]
        source = LinkTarget(
            path: ["api", "v1", "places.geojson"],
            query: address.query.filter { !unread.contains($0.name) && !$0.value.isEmpty })
    }

    /// Of one place.
    init(layout: Layout, position: Coordinates?) {
        self.layout = layout
        self.position = position
        source = nil
    }

    var html: HTML {
        guard source != nil || position != nil else { return "" }
        return """
            <div id="map" class="map" role="region" tabindex="-1" hidden
            aria-label="\(source == nil ? language("Carte du lieu", "Map of the place") : language("Carte des tiers-lieux ; la liste dit la même chose", "Map of the places; the list says the same"))"\
            \(source.map { " data-source=\"\($0.text)\"" as HTML })\
            \(position.map { " data-latitude=\"\($0.latitude)\" data-longitude=\"\($0.longitude)\"" as HTML })\
            \(layout.portal.settings.tiles.map(tiles))
            data-zoom-in="\(language("Agrandir", "Zoom in"))" data-zoom-out="\(language("Réduire", "Zoom out"))"
            data-close="\(language("Fermer", "Close"))" data-many="\(language("tiers-lieux ici : agrandir", "places here: zoom in"))"
            data-bare="\(language("Carte sans fond : aucun n’est installé.", "A map without background: none is installed."))"
            data-failed="\(language("La carte ne peut pas être lue en ce moment.", "The map can not be read at the moment."))"></div>

            """
    }

    private func tiles(_ tiles: Tiles) -> HTML {
        " data-tiles=\"\(tiles.template)\"\(tiles.attribution.map { " data-attribution=\"\($0)\"" as HTML })"
    }
}
