import Domain
import FoundationEssentials
import HTMLKit
import MarkdownKit
import ServiceKit

/// The texts that say who is behind the site and what it does with data, in both languages, filled from settings.
struct LegalTexts: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case legal, privacy, accessibility, contact
    }

    /// One text: the first line is its title, the rest its page.
    struct Text: Sendable {
        let title: String
        let content: HTML
    }

    /// Sentences for the operator: what the texts name and no setting says.
    let remarks: [String]
    private let texts: [Kind: [Language: Text]]

    /// Those of the operator's folder, such as `legal.fr.md`, in place of our own.
    ///
    /// - Throws: `SettingError` for a folder or a file that can not be read, and for a named place that nobody fills.
    init(_ network: NetworkSettings, _ settings: PortalSettings) throws {
        var texts: [Kind: [Language: Text]] = [:]
        var unset: Set<String> = []
        for kind in Kind.allCases {
            for language in Language.allCases {
                let markdown = try Self.markdown(kind, language, in: settings.texts)
                let places = NamedPlaces(network: network, settings: settings, language: language)
                let filled = try places.fill(markdown, of: "\(kind.rawValue).\(language.rawValue).md")
                unset.formUnion(filled.unset)
                texts[kind, default: [:]][language] = try Self.read(filled.text, of: kind)
            }
        }
        self.texts = texts
        remarks = unset.sorted().map {
            "MAILLAGE_GATEWAY_\($0.uppercased()): not set, and the site's legal texts name it"
        }
    }

    subscript(kind: Kind, language: Language) -> Text {
        texts[kind]?[language] ?? Text(title: kind.rawValue, content: "")
    }

    private static func markdown(_ kind: Kind, _ language: Language, in folder: String?) throws -> String {
        let name = "\(kind.rawValue).\(language.rawValue).md"
        guard let folder, FileManager.default.fileExists(atPath: "\(folder)/\(name)") else {
            return String(decoding: own(kind, language), as: UTF8.self)
        }
        guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")), data.count <= Markdown.maximumBytes,
            let text = String(validating: data, as: UTF8.self)
        else { throw SettingError(variable: "TEXTS", reason: "\(name) can not be read as UTF-8 of at most 20 kB") }
        return text
    }

    private static func own(_ kind: Kind, _ language: Language) -> [UInt8] {
        switch (kind, language) {
        case (.legal, .french): PackageResources.legal_fr_md
        case (.legal, .english): PackageResources.legal_en_md
        case (.privacy, .french): PackageResources.privacy_fr_md
        case (.privacy, .english): PackageResources.privacy_en_md
        case (.accessibility, .french): PackageResources.accessibility_fr_md
        case (.accessibility, .english): PackageResources.accessibility_en_md
        case (.contact, .french): PackageResources.contact_fr_md
        case (.contact, .english): PackageResources.contact_en_md
        }
    }

    private static func read(_ markdown: String, of kind: Kind) throws -> Text {
        let lines = markdown.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: true)
        let title = (lines.first ?? "").drop { $0 == "#" || $0 == " " }
        guard let body = try? Markdown(lines.count > 1 ? String(lines[1]) : "") else {
            throw SettingError(variable: "TEXTS", reason: "\(kind.rawValue) holds what no page can show")
        }
        return Text(
            title: String(title), content: RenderedMarkdown.html(body, headingsFrom: 2, keepingLineBreaks: false))
    }
}

/// What stands for `{publisher}` and the like in a text that staff adapt.
struct NamedPlaces {
    private let values: [String: String?]
    private let missing: String

    init(network: NetworkSettings, settings: PortalSettings, language: Language) {
        missing = language("à compléter", "to be completed")
        values = [
            "network": network.name, "address": "<\(network.publicURL)>", "publisher": settings.publisher,
            "director": settings.director, "hosting": settings.hosting,
            "contact": settings.contact.map { "<\($0)>" }, "conformity": settings.accessibility.words(in: language),
        ]
    }

    /// The text with all its places filled, and the names of those that no setting fills.
    func fill(_ text: String, of file: String) throws -> (text: String, unset: [String]) {
        var result = ""
        var unset: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = values[name] else {
                throw SettingError(variable: "TEXTS", reason: "\(file): there is no {\(name.prefix(30))}")
            }
            if value == nil { unset.append(name) }
            result += rest[..<open] + (value ?? "[\(missing)]")
            rest = rest[rest.index(after: close)...]
        }
        return (result + rest, unset)
    }
}
