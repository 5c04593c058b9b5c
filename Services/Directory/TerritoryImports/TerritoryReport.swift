/// Something to tell about one file, or a row or feature of it.
struct TerritoryRemark: Equatable, Sendable, CustomStringConvertible {
    struct Source: Equatable, Sendable {
        let file: String
        /// `line 3`, `feature 12 (QP034001)`; nil for the whole file.
        var row: String?
    }

    let source: Source
    /// Stable, in kebab-case.
    let code: String
    let words: String

    var description: String {
        "\(source.file)\(source.row.map { ", \($0)" } ?? ""): \(words) [\(code)]"
    }
}

/// What came of an import of territories, or of its beginning.
struct TerritoryReport: Sendable {
    struct Counts: Equatable, Sendable {
        var read = 0
        var imported = 0
        var changed = 0
        var refused = 0

        var unchanged: Int { max(0, read - imported - changed - refused) }
    }

    var counts: [TerritoryData.List: Counts] = [:]
    /// What was not taken, in the order of the files.
    var refused: [TerritoryRemark] = []
    /// What was mended, or passed over because it is of no use here.
    var remarks: [TerritoryRemark] = []
    var placesRead = 0
    /// Places that lie in other territories than was known.
    var placesChanged = 0

    /// 0 when all was taken, 2 when something was refused.
    var exitCode: Int32 {
        refused.isEmpty ? 0 : 2
    }

    /// Whether the files said nothing new.
    var changesNothing: Bool {
        placesChanged == 0 && counts.values.allSatisfy { $0.imported == 0 && $0.changed == 0 }
    }

    mutating func refuse(_ list: TerritoryData.List?, _ remark: TerritoryRemark) {
        if let list { counts[list, default: Counts()].refused += 1 }
        refused.append(remark)
    }

    mutating func add(_ written: TerritoryStore.Written, to list: TerritoryData.List) {
        guard written.given > 0 else { return }
        var counts = counts[list, default: Counts()]
        counts.imported += written.imported
        counts.changed += written.changed
        // Rows of these lists are not what is counted: one holds many members or names.
        if list == .members || list == .postcodes { counts.read = written.given + counts.refused }
        self.counts[list] = counts
    }
}
