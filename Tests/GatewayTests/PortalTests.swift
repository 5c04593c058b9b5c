import Configuration
import Domain
import Foundation
import HTMLKit
import HTTPTypes
import ServiceKit
import TestSupport
import Testing

@testable import Gateway

/// What is made once, from settings.
@Suite struct PortalTests {
    private func settings(_ values: [String: String]) throws -> PortalSettings {
        try PortalSettings(
            ConfigReader(
                provider: InMemoryProvider(
                    values: Dictionary(
                        uniqueKeysWithValues: values.map { name, value in
                            (
                                AbsoluteConfigKey(name.split(separator: ".").map(String.init)),
                                ConfigValue(.string(value), isSecret: false)
                            )
                        }))))
    }

    @Test(arguments: ["#ffff00", "#777777", "#000000", "#0b5f5a", "#e2001a", "#ffffff", "#00ff7f", "#1a1aff"])
    func `whatever colour is chosen, text in it can be read in both schemes`(text: String) throws {
        let palette = Palette(accent: try #require(Colour(text)))
        for shades in [palette.light, palette.dark] {
            for background in [shades.paper, shades.soft, shades.tint] {
                #expect(shades.accent.contrast(with: background) >= Colour.legible)
                #expect(shades.ink.contrast(with: background) >= Colour.legible)
                #expect(shades.faint.contrast(with: background) >= Colour.legible)
            }
            // Edges of fields need less (WCAG 1.4.11).
            #expect(shades.edge.contrast(with: shades.paper) >= 3)
        }
    }

    @Test func `contrast is what WCAG says`() throws {
        #expect(Colour.white.contrast(with: .black) == 21)
        #expect(abs(try #require(Colour("#767676")).contrast(with: .white) - 4.54) < 0.01)
        #expect(Colour("#0b5f5a")?.text == "#0b5f5a")
        for wrong in ["", "0b5f5a", "#0b5f5", "#0b5f5ag", "#+b5f5a", "red", "#0b5f5a;}"] {
            #expect(Colour(wrong) == nil)
        }
    }

    @Test func `a colour that could not be read is corrected, and the operator is told`() throws {
        let remarks = try Portal(try network(), try settings(["color": "#ffd400"])).remarks
        #expect(remarks.contains { $0.contains("#ffd400") && $0.contains("4.5") })
        let fine = try Portal(try network(), try settings(["color": "#0b5f5a"])).remarks
        #expect(!fine.contains { $0.contains("COLOR") })
    }

    @Test(arguments: [
        ["color": "rouge"], ["logo.url": "javascript:alert(1)"], ["logo.url": "https://a;script-src *.example/x.svg"],
        ["contact": "nobody"], ["accessibility": "yes"], ["tiles.url": "https://tiles.example/a.png"],
    ])
    func `a setting that makes no sense is refused at the start`(values: [String: String]) throws {
        #expect(throws: (any Error).self) { try settings(values) }
    }

    @Test func `pictures come from here and from where the settings say, and from nowhere else`() throws {
        let portal = try Portal(
            try network(),
            try settings([
                "logo.url": "https://cdn.example/logo.svg", "tiles.url": "https://tiles.example:8443/{z}/{x}/{y}.png",
            ]))
        let policy = try #require(portal.fields[.contentSecurityPolicy])
        #expect(policy.contains("img-src 'self' data: https://cdn.example https://tiles.example:8443;"))
        #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
    }

    @Test func `a logo and a background of the map are shown as the settings say`() throws {
        let settings = try settings([
            "logo.url": "https://cdn.example/logo.svg?a=1&b=2", "tiles.url": "https://tiles.example/{z}/{x}/{y}.png",
            "tiles.attribution": "© <Cartes>",
        ])
        let layout = Layout(portal: try Portal(try network(), settings), language: .french, title: "Essai")
        #expect(
            layout.page("").text.contains(
                "<img src=\"https://cdn.example/logo.svg?a=1&amp;b=2\" alt=\"\" height=\"40\">"))
        let map = PlaceMap(layout: layout, address: PageAddress("/places?q=a&cursor=x&lang=en")).html.text
        #expect(map.contains("data-source=\"/api/v1/places.geojson?q=a\""))
        #expect(
            map.contains("data-tiles=\"https://tiles.example/{z}/{x}/{y}.png\" data-attribution=\"© &lt;Cartes&gt;\""))
    }

    // MARK: Texts

    @Test func `legal texts are filled from settings, and what is missing is said`() throws {
        let portal = try Portal(
            try network(), try settings(["publisher": "Association <A&B>", "contact": "bonjour@reseau.example"]))
        let text = portal.texts[.legal, .french]
        #expect(text.title == "Mentions légales")
        #expect(text.content.text.contains("Association &lt;A&amp;B&gt;"))
        #expect(text.content.text.contains("<a href=\"mailto:bonjour@reseau.example\" "))
        #expect(text.content.text.contains("[à compléter]"))
        #expect(portal.remarks.contains { $0.contains("MAILLAGE_GATEWAY_HOSTING") })
        #expect(!portal.remarks.contains { $0.contains("MAILLAGE_GATEWAY_PUBLISHER") })
        for kind in LegalTexts.Kind.allCases {
            for language in Language.allCases {
                let text = portal.texts[kind, language]
                #expect(text.title.count > 4 && text.content.text.count > 200 && !text.content.text.contains("{"))
            }
        }
    }

    @Test func `an operator's own texts take the place of ours`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "texts-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "contact.fr.md")
        try Data("# Nous joindre\n\nPar pigeon, à {network}.\n\n## Ou\n- à pied\n  ou presque\n- <b>à vélo</b>\n".utf8)
            .write(
                to: file)
        let texts = try LegalTexts(try network(), try settings(["texts": folder.path]))
        #expect(texts[.contact, .french].title == "Nous joindre")
        #expect(
            texts[.contact, .french].content.text
                == "<p>Par pigeon, à Réseau d’essai.</p>\n<h2>Ou</h2>\n<ul>\n<li>à pied\nou presque</li>\n"
                + "<li>&lt;b&gt;à vélo&lt;/b&gt;</li>\n</ul>\n")
        #expect(texts[.contact, .english].title == "Contact")
        try Data("# X\n\n{publicher}\n".utf8).write(to: file)
        #expect(throws: SettingError.self) { try LegalTexts(try network(), try settings(["texts": folder.path])) }
    }

    // MARK: Languages and addresses

    @Test(arguments: [
        ("/", nil, nil, Language.french), ("/", nil, "en-GB", .english), ("/", "a=1; lang=en", "fr", .english),
        ("/?lang=fr", "lang=en", "en", .french), ("/?q=lang=en", nil, nil, .french), ("/?lang=xx", nil, "en", .english),
        ("/?q=1&lang=en", nil, nil, .english), ("/", "slang=en", nil, .french),
    ])
    func `the address says the language, else what was chosen, else the browser`(
        target: String, cookie: String?, accepted: String?, language: Language
    ) {
        var head = HTTPRequest(method: .get, scheme: nil, authority: "a.example", path: target)
        head.headerFields[.cookie] = cookie
        head.headerFields[.acceptLanguage] = accepted
        #expect(PageLanguage.of(head) == language)
    }

    @Test(arguments: [
        ("/", "/?lang=en"), ("/places?q=l%27%C3%A9t%C3%A9&kind=&lang=fr", "/places?q=l%27%C3%A9t%C3%A9&lang=en"),
        ("//evil.example/", "/evil.example?lang=en"), ("/a%2F..%2F%22%3E", "/a%2F..%2F%22%3E?lang=en"),
        ("/a+b?c+d=e+f", "/a%2Bb?c%20d=e%20f&lang=en"),
    ])
    func `a page is found again in another language`(target: String, other: String) {
        #expect(PageAddress(target).with("lang", "en").text == other)
    }
}
