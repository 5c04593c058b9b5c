/// The colours of all pages: the operator's one, and greys that go with any.
struct Palette: Sendable, Equatable {
    /// What is used where the operator chose none.
    static let accent = Colour(red: 0x0B, green: 0x5F, blue: 0x5A)

    let light: Shades
    let dark: Shades

    /// Those of one scheme.
    struct Shades: Sendable, Equatable {
        let paper: Colour
        let soft: Colour
        let ink: Colour
        let faint: Colour
        let line: Colour
        let edge: Colour
        let accent: Colour
        /// Behind what has to do with the accent.
        let tint: Colour
    }

    /// The chosen colour is darkened for light pages, and lightened for dark ones, until text in it can be read.
    init(accent chosen: Colour) {
        light = Self.shades(
            chosen, ends: (paper: .white, ink: Colour(red: 0x17, green: 0x1C, blue: 0x22)), tint: 0.1, towards: .black,
            contrast: Colour.legible)
        dark = Self.shades(
            chosen,
            ends: (paper: Colour(red: 0x13, green: 0x17, blue: 0x1B), ink: Colour(red: 0xEC, green: 0xEF, blue: 0xF2)),
            tint: 0.22, towards: .white, contrast: 6.5)
    }

    private static func shades(
        _ chosen: Colour, ends: (paper: Colour, ink: Colour), tint share: Double, towards end: Colour,
        contrast: Double
    ) -> Shades {
        let (paper, ink) = ends
        let soft = paper.mixed(with: ink, 0.045)
        let tint = paper.mixed(with: chosen, share)
        return Shades(
            paper: paper, soft: soft, ink: ink,
            faint: ink.mixed(with: paper, 0.27).legible(on: [paper, soft, tint], towards: ink),
            line: paper.mixed(with: ink, 0.15),
            edge: paper.mixed(with: ink, 0.5),
            accent: chosen.legible(on: [paper, soft, tint], towards: end, contrast: contrast), tint: tint)
    }

    /// As custom properties.
    var css: String {
        """
        :root{color-scheme:light dark;\(Self.css(light))}
        @media (prefers-color-scheme:dark){:root{\(Self.css(dark))}}
        @media print{:root{color-scheme:light;\(Self.css(light))}}

        """
    }

    private static func css(_ shades: Shades) -> String {
        let colours = [
            ("paper", shades.paper), ("soft", shades.soft), ("ink", shades.ink), ("faint", shades.faint),
            ("line", shades.line), ("edge", shades.edge), ("accent", shades.accent), ("tint", shades.tint),
        ]
        return colours.map { "--\($0.0):\($0.1.text)" }.joined(separator: ";")
    }
}
