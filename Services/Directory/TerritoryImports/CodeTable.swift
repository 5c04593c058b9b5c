import Domain

/// A table of the Code officiel géographique (INSEE), or the list of postcodes (La Poste, *base Hexasmal*).
struct CodeTable {
    private enum Kind {
        case regions, departements, communes, postcodes

        var list: TerritoryData.List {
            switch self {
            case .regions: .regions
            case .departements: .departements
            case .communes: .communes
            case .postcodes: .postcodes
            }
        }
    }

    private let name: String
    private let kind: Kind
    private let columns: [String: Int]
    private var reader: CSVReader
    private var seen: Set<String> = []

    /// Nil for a table of something else.
    init?(name: String, bytes: [UInt8]) throws {
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let semicolons = line.count { $0 == UInt8(ascii: ";") }
        let delimiter = semicolons > line.count { $0 == UInt8(ascii: ",") } ? ";" : "," as Unicode.Scalar
        let encoding: TextEncoding = TextEncoding.utf8.decode(bytes) == nil ? .windows1252 : .utf8
        var pieces = [bytes]
        reader = CSVReader(delimiter: UInt8(ascii: delimiter), encoding: encoding) { pieces.popLast() ?? [] }
        guard let header = try? reader.next()?.get().fields else { return nil }
        let names = header.map { $0.lowercased().replacing("#", with: "").replacing(" ", with: "_") }
        columns = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        let has = Set(names)
        if has.isSuperset(of: ["typecom", "com", "libelle", "comparent"]) {
            kind = .communes
        } else if has.isSuperset(of: ["dep", "reg", "libelle"]), !has.contains("com") {
            kind = .departements
        } else if has.isSuperset(of: ["reg", "libelle"]), has.isDisjoint(with: ["dep", "com"]) {
            kind = .regions
        } else if has.isSuperset(of: ["code_commune_insee", "code_postal"]) {
            kind = .postcodes
        } else {
            return nil
        }
        self.name = name
    }

    /// Adds what the rows say; rows that can not be understood are reported.
    mutating func read(into data: inout TerritoryData, _ report: inout TerritoryReport) throws {
        while let next = try reader.next() {
            report.counts[kind.list, default: .init()].read += 1
            do {
                try take(try next.get(), into: &data)
            } catch let fault as CSVFault {
                refuse(RowRemark(fault), &report)
            } catch let remark as RowRemark {
                refuse(remark, &report)
            }
        }
    }

    private func refuse(_ remark: RowRemark, _ report: inout TerritoryReport) {
        let source = TerritoryRemark.Source(file: name, row: "line \(remark.line)")
        report.refuse(kind.list, TerritoryRemark(source: source, code: remark.code, words: remark.words))
    }

    private mutating func take(_ row: TableRow, into data: inout TerritoryData) throws {
        switch kind {
        case .regions:
            let code = try code("reg", of: row, RegionCode.self)
            try add(.region, code.text, of: row, in: &data)
        case .departements:
            let code = try code("dep", of: row, DepartementCode.self)
            try add(.departement, code.text, region: self.code("reg", of: row, RegionCode.self), of: row, in: &data)
        case .communes:
            let code = try code("com", of: row, CommuneCode.self)
            if cell("typecom", of: row) == "COM" {
                try add(.commune, code.text, of: row, in: &data)
            } else {
                // One that merged gave its code to the whole, or lives on as a part with a code of its own.
                let whole = try self.code("comparent", of: row, CommuneCode.self)
                if code != whole { data.parts.append(.init(code: code, commune: whole)) }
            }
        case .postcodes:
            let postcode = try code("code_postal", of: row, Postcode.self)
            let commune = try code("code_commune_insee", of: row, CommuneCode.self).commune
            for column in columns.keys
            where column.contains("commune") && column.hasPrefix("nom") || column == "ligne_5"
                || column.hasSuffix("acheminement")
            {
                guard let name = try? OneLine(cell(column, of: row)) else { continue }
                data.posts.append(.init(postcode: postcode, name: name, commune: commune))
            }
        }
    }

    private mutating func add(
        _ kind: Territory.Kind, _ code: String, region: RegionCode? = nil, of row: TableRow,
        in data: inout TerritoryData
    ) throws {
        guard let name = try? OneLine(cell("libelle", of: row)) else {
            throw RowRemark(line: row.line, code: "name-missing", words: "has no name")
        }
        guard seen.insert(code).inserted else {
            throw RowRemark(line: row.line, code: "code-repeated", words: "has the code of a row before it")
        }
        data.named[self.kind.list, default: []].append(.init(kind: kind, code: code, name: name, region: region))
    }

    private func code<Code: OfficialCode>(_ column: String, of row: TableRow, _: Code.Type) throws -> Code {
        guard let code = try? Code(cell(column, of: row)) else {
            throw RowRemark(line: row.line, code: "code-not-valid", words: "has no valid code in its column \(column)")
        }
        return code
    }

    private func cell(_ column: String, of row: TableRow) -> String {
        columns[column].map { row.fields[$0] } ?? ""
    }
}
