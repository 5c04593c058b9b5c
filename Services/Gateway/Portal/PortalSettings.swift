import Configuration
import Domain
import FoundationEssentials
import HTMLKit
import ServiceKit

/// What makes the portal that of one network, beside its name.
struct PortalSettings: Sendable {
    let colour: Colour
    let logo: WebAddress?
    /// A folder of texts in place of those that come with the gateway.
    let texts: String?
    /// Who answers for the site: name, form, address.
    let publisher: String?
    let director: String?
    /// Whose machines it runs on: name, address, telephone.
    let hosting: String?
    let contact: EmailAddress?
    let accessibility: Conformity
    let tiles: Tiles?

    /// How far the site was found to follow the RGAA.
    enum Conformity: String, Sendable {
        case none, partial, full

        func words(in language: Language) -> String {
            switch self {
            case .none: language("non conforme", "not compliant")
            case .partial: language("partiellement conforme", "partially compliant")
            case .full: language("totalement conforme", "fully compliant")
            }
        }
    }

    /// Reads `MAILLAGE_GATEWAY_COLOR` (`#0b5f5a`), `…_LOGO_URL`, `…_TEXTS`, `…_PUBLISHER`, `…_DIRECTOR`, `…_HOSTING`,
    /// `…_CONTACT`, `…_ACCESSIBILITY` (`none`), `…_TILES_URL` and `…_TILES_ATTRIBUTION`.
    init(_ config: ConfigReader) throws {
        colour = try config.optional("color", default: Palette.accent) { Colour($0) }
        logo = try config.optional("logo.url", default: nil) { text in
            (try? WebAddress(text)).flatMap { WebOrigin(of: $0) == nil ? nil : $0 }
        }
        texts = config.string(forKey: "texts")
        publisher = config.string(forKey: "publisher")
        director = config.string(forKey: "director")
        hosting = config.string(forKey: "hosting")
        contact = try config.optional("contact", default: nil) { try? EmailAddress($0) }
        accessibility = try config.optional("accessibility", default: .none) { Conformity(rawValue: $0) }
        let attribution = config.string(forKey: "tiles.attribution")
        tiles = try config.optional("tiles.url", default: nil) { Tiles(template: $0, attribution: attribution) }
    }
}

/// Where the map's pictures come from.
struct Tiles: Sendable {
    /// `https://tiles.example/{z}/{x}/{y}.png`.
    let template: String
    let attribution: String?
    let origin: WebOrigin

    init?(template: String, attribution: String?) {
        guard ["{z}", "{x}", "{y}"].allSatisfy(template.contains),
            let address = try? WebAddress(template.replacing("{", with: "").replacing("}", with: "")),
            let origin = WebOrigin(of: address)
        else { return nil }
        self.template = template
        self.attribution = attribution
        self.origin = origin
    }
}

/// Scheme, host and port of an address, safe to name in `Content-Security-Policy`.
struct WebOrigin: Sendable, Hashable {
    let text: String

    /// Nil for a host that is more than letters, digits, dots and dashes: it could end the directive.
    init?(of address: WebAddress) {
        guard let url = address.url, let scheme = url.scheme?.lowercased(),
            let host = url.host(percentEncoded: true)?.lowercased(),
            host.utf8.allSatisfy({
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || ".-".utf8.contains($0)
            })
        else { return nil }
        text = "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
    }
}
