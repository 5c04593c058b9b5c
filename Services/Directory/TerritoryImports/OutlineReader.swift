import Domain

/// Understands the features of one file: priority districts, which name themselves, or outlines of territories that
/// other lists name.
struct OutlineReader {
    let file: String
    /// The vintage of the priority districts in it, where somebody said so.
    let vintage: Int?

    /// Adds what the features draw.
    /// - Returns: whether any of them is a territory.
    func read(_ features: FeatureFile, into data: inout TerritoryData, _ report: inout TerritoryReport) -> Bool {
        let found = features.features.map { territory(of: $0.properties) }
        guard found.contains(where: { $0 != nil }) else { return false }
        for (index, (feature, territory)) in zip(features.features, found).enumerated() {
            let number = "feature \(index + 1)"
            let source = TerritoryRemark.Source(
                file: file, row: territory.map { "\(number) (\($0.code))" } ?? number)
            let list: TerritoryData.List = territory?.kind == .qpv ? .districts : .outlines
            report.counts[list, default: .init()].read += 1
            guard let territory else {
                report.refuse(
                    list, .init(source: source, code: "code-missing", words: "has no territory's code and name"))
                continue
            }
            do {
                let (rings, mended) = try OutlineRules.checked(feature.polygons)
                if mended {
                    report.remarks.append(
                        .init(source: source, code: "ring-closed", words: "had a ring that was not closed"))
                }
                data.drawn.append(
                    .init(
                        kind: territory.kind, code: territory.code, name: territory.name,
                        vintage: territory.kind == .qpv ? territory.vintage : 0, polygons: rings, source: source))
            } catch {
                report.refuse(list, .init(source: source, code: error.code, words: error.words))
            }
        }
        return true
    }

    private struct Found {
        /// Nil for a region or département: their codes look alike.
        let kind: Territory.Kind?
        let code: String
        let name: OneLine
        let vintage: Int
    }

    private func territory(of properties: [String: String]) -> Found? {
        let properties = Dictionary(properties.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
        func text(_ names: [String]) -> String? { names.lazy.compactMap { properties[$0] }.first { !$0.isEmpty } }
        guard let code = text(Self.codes), let name = text(Self.names), let title = try? OneLine(name) else {
            return nil
        }
        let kind = [Territory.Kind.qpv, .commune, .epci].first { $0.hasCode(code[...]) }
        guard kind != nil || Territory.Kind.departement.hasCode(code[...]) else { return nil }
        let told = vintage ?? text(Self.years).flatMap { Int($0) }.flatMap { Self.vintages.contains($0) ? $0 : nil }
        // The districts in force from 2015 on have codes in QP, those from 2024 on in QN.
        return Found(kind: kind, code: code, name: title, vintage: told ?? (code.hasPrefix("QP") ? 2015 : 2024))
    }

    /// Years that can be a vintage: priority districts exist since 2015.
    static let vintages = 2015...2100

    /// How public files call a code, the more telling first.
    private static let codes = [
        "code_qp", "code_qpv", "codeqp", "code_epci", "insee_com", "code_insee", "insee_dep", "insee_reg", "code",
    ]
    private static let names = ["nom_qp", "nom_qpv", "lib_qp", "lib_qpv", "nom", "libelle", "lib", "name"]
    private static let years = ["millesime", "annee", "vintage"]
}
