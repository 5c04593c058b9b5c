import Domain

/// Finds out what outlines belong to. Region `11` and département `11` have one code, so a file draws those of the kind
/// with which most of its features share code and name.
struct OutlineMatching {
    private let names: [Territory.Kind: [String: String]]
    private let plain: [String: String]

    /// `plain` holds names as they are compared, by how they are written.
    init(_ known: [TerritoryStore.Known], plain: [String: String]) {
        self.plain = plain
        names = Dictionary(grouping: known, by: \.kind).mapValues { known in
            Dictionary(known.map { ($0.code, $0.name) }, uniquingKeysWith: { _, last in last })
        }
    }

    /// Of the outlines, one for each territory: where files draw one twice, the finest.
    func matched(_ drawn: [TerritoryData.Drawn], _ report: inout TerritoryReport) -> [TerritoryData.Drawn] {
        let kinds = Dictionary(grouping: drawn.filter { $0.kind == nil }, by: \.source.file).mapValues(kind(of:))
        var finest: [Key: TerritoryData.Drawn] = [:]
        for var outline in drawn {
            outline.kind = outline.kind ?? kinds[outline.source.file] ?? nil
            guard let kind = outline.kind, kind == .qpv || names[kind]?[outline.code] != nil else {
                report.refuse(
                    .outlines,
                    .init(source: outline.source, code: "territory-unknown", words: "is on no list that was imported"))
                continue
            }
            let key = Key(kind: kind, code: outline.code, vintage: outline.vintage)
            if let other = finest[key], other.points >= outline.points { continue }
            finest[key] = outline
        }
        return finest.values.sorted { ($0.code, $0.vintage) < ($1.code, $1.vintage) }
    }

    private struct Key: Hashable {
        let kind: Territory.Kind
        let code: String
        let vintage: Int
    }

    private func kind(of drawn: [TerritoryData.Drawn]) -> Territory.Kind? {
        let votes = [Territory.Kind.region, .departement].map { kind in
            (kind, drawn.count { agrees($0, kind) })
        }
        return votes.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil }
    }

    private func agrees(_ drawn: TerritoryData.Drawn, _ kind: Territory.Kind) -> Bool {
        guard let name = names[kind]?[drawn.code] else { return false }
        return plain[name] == plain[drawn.name.text]
    }
}
