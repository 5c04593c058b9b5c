import Domain
import FoundationEssentials

/// One public file, recognised by what it contains: its name may be anything.
struct TerritoryFile {
    let name: String
    private let bytes: [UInt8]
    /// The vintage of the priority districts in it, where somebody said so.
    private let vintage: Int?

    init(path: String, vintage: Int?) throws(FileUnreadable) {
        self.name = path.split(separator: "/").last.map(String.init) ?? path
        var bytes = try FileReader(path: path).readAll()
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        self.bytes = bytes
        self.vintage = vintage
    }

    /// Adds what the file says. What can not be understood is reported; a file of something else is passed over.
    func read(into data: inout TerritoryData, _ report: inout TerritoryReport) throws {
        let first = bytes.first { !$0.isWhitespace }
        switch first {
        case UInt8(ascii: "["): readGroups(into: &data, &report)
        case UInt8(ascii: "{"):
            guard let features = FeatureFile(bytes) else { return refuse("json-not-valid", "is no GeoJSON", &report) }
            let reader = OutlineReader(file: name, vintage: vintage)
            if !reader.read(features, into: &data, &report) { passOver(&report) }
        case nil: refuse("file-empty", "is empty", &report)
        default:
            var table = try CodeTable(name: name, bytes: bytes)
            if try table?.read(into: &data, &report) == nil { passOver(&report) }
        }
    }

    /// Intercommunalities, each with the communes that belong to it.
    private func readGroups(into data: inout TerritoryData, _ report: inout TerritoryReport) {
        guard let groups = try? JSONDecoder().decode([Lenient<Group>].self, from: Data(bytes)) else {
            return refuse("json-not-valid", "is not valid JSON", &report)
        }
        guard groups.contains(where: { $0.value != nil }) else { return passOver(&report) }
        var seen: Set<String> = []
        for (index, lenient) in groups.enumerated() {
            report.counts[.epci, default: .init()].read += 1
            let source = TerritoryRemark.Source(file: name, row: "entry \(index + 1)")
            guard let group = lenient.value, Territory.Kind.epci.hasCode(group.code[...]),
                let title = try? OneLine(group.nom)
            else {
                report.refuse(
                    .epci, .init(source: source, code: "epci-not-valid", words: "has no code, name and members"))
                continue
            }
            guard seen.insert(group.code).inserted else {
                report.refuse(.epci, .init(source: source, code: "code-repeated", words: "has the code of another"))
                continue
            }
            data.named[.epci, default: []].append(.init(kind: .epci, code: group.code, name: title))
            let communes = group.membres.compactMap { try? CommuneCode($0.code).commune }
            if communes.count < group.membres.count {
                report.remarks.append(
                    .init(source: source, code: "code-not-valid", words: "has members without a commune's code"))
            }
            data.members += communes.map { .init(commune: $0, epci: group.code) }
        }
    }

    private func refuse(_ code: String, _ words: String, _ report: inout TerritoryReport) {
        report.refuse(nil, TerritoryRemark(source: .init(file: name), code: code, words: words))
    }

    private func passOver(_ report: inout TerritoryReport) {
        report.remarks.append(
            TerritoryRemark(
                source: .init(file: name), code: "file-not-used", words: "holds no territories; passed over"))
    }

    private struct Group: Decodable {
        let code: String
        let nom: String
        let membres: [Member]
    }

    /// A commune by its code, or by an object that has it.
    private struct Member: Decodable {
        let code: String

        private enum CodingKeys: String, CodingKey {
            case code
        }

        init(from decoder: any Decoder) throws {
            if let code = try? decoder.singleValueContainer().decode(String.self) {
                self.code = code
            } else {
                self.code = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .code)
            }
        }
    }
}

/// A value, or nil where it is something else, so that one that is wrong does not spoil those beside it.
struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws {
        value = try? Value(from: decoder)
    }
}

extension UInt8 {
    fileprivate var isWhitespace: Bool {
        self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D
    }
}
