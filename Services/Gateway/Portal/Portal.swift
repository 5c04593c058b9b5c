import Domain
import FoundationEssentials
import HTMLKit
import HTTPTypes
import ServiceKit

/// What all pages have in common, made once at the start.
struct Portal: Sendable {
    let network: String
    let settings: PortalSettings
    let stylesheet: Asset
    let icon: Asset
    let map: MapAssets?
    let texts: LegalTexts
    /// The header fields of every page.
    let fields: HTTPFields
    /// Sentences for the operator about settings that are not as they should be.
    let remarks: [String]

    init(_ network: NetworkSettings, _ settings: PortalSettings) throws {
        let palette = Palette(accent: settings.colour)
        self.network = network.name
        self.settings = settings
        stylesheet = Asset(Array(palette.css.utf8) + PackageResources.portal_css, .css)
        icon = Asset(Self.icon(palette.light.accent).bytes, .svg)
        map = MapAssets.installed()
        texts = try LegalTexts(network, settings)
        fields = Fields.page(images: [settings.logo.flatMap(WebOrigin.init(of:)), settings.tiles?.origin])
        var remarks = texts.remarks
        if palette.light.accent != settings.colour {
            let contrast = Int(settings.colour.contrast(with: palette.light.soft) * 10)
            remarks.append(
                """
                MAILLAGE_GATEWAY_COLOR: text in \(settings.colour.text) could not be read, its contrast is \
                \(contrast / 10).\(contrast % 10) and 4.5 is needed; pages use \(palette.light.accent.text)
                """)
        }
        if map == nil {
            remarks.append("no map: libjs-leaflet and libjs-leaflet.markercluster are not installed")
        }
        self.remarks = remarks
    }

    var assets: [Asset] {
        [stylesheet, icon] + (map?.assets ?? [])
    }

    /// Three places, linked.
    private static func icon(_ colour: Colour) -> HTML {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" \
        fill="\(colour.text)"/><path d="M9 22 16 9l7 13z" fill="none" stroke="#fff" stroke-width="2"/>\
        <g fill="#fff"><circle cx="9" cy="22" r="3.5"/><circle cx="16" cy="9" r="3.5"/>\
        <circle cx="23" cy="22" r="3.5"/></g></svg>

        """
    }
}
