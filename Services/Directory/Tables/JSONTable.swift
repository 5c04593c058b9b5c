import Domain
import FoundationEssentials

/// A JSON file as a table: one row a record, one column for each member that any record has.
struct JSONTable {
    /// The whole file is read at once, so it is bounded.
    static let maximumBytes = 256 * 1024 * 1024

    let columns: [String]
    let rows: [TableRow]

    /// - Throws: `MappingError` when the file is not JSON, or not of the form that the mapping says.
    init(_ bytes: [UInt8], _ format: PlaceMapping.Format) throws(MappingError) {
        guard bytes.count <= Self.maximumBytes else { throw MappingError([], "the file is larger than 256 MB") }
        let whole: JSONNode
        do {
            whole = try JSONDecoder().decode(JSONNode.self, from: Data(bytes))
        } catch {
            throw MappingError([], "the file is not valid JSON")
        }
        let records = try format == .geojson ? Self.features(whole) : Self.records(whole)
        var positions: [String: Int] = [:]
        var columns: [String] = []
        for record in records {
            for (name, _) in record where positions[name] == nil {
                positions[name] = columns.count
                columns.append(name)
            }
        }
        self.rows = records.enumerated().map { index, record in
            var fields = Array(repeating: "", count: columns.count)
            for (name, text) in record { if let position = positions[name] { fields[position] = text } }
            return TableRow(line: index + 1, fields: fields)
        }
        self.columns = columns
    }

    private static func records(_ whole: JSONNode) throws(MappingError) -> [[(String, String)]] {
        switch whole {
        case .list(let records): return records.map { $0.members(under: "") }
        case .object(let members):
            let lists = members.compactMap { if case .list(let records) = $0.node { records } else { nil } }
            guard lists.count == 1 else {
                throw MappingError([], "the file is an object of which not exactly one member is a list")
            }
            return lists[0].map { $0.members(under: "") }
        default: throw MappingError([], "the file is no list of records")
        }
    }

    private static func features(_ whole: JSONNode) throws(MappingError) -> [[(String, String)]] {
        guard case .list(let features)? = whole["features"] else {
            throw MappingError([], "the file is no feature collection")
        }
        return features.map { feature in
            var record = feature["properties"]?.members(under: "") ?? []
            if let id = feature["id"] { record += id.members(under: "id") }
            if case .list(let position)? = feature["geometry"]?["coordinates"], position.count >= 2 {
                record += position[0].members(under: "geometry.longitude")
                record += position[1].members(under: "geometry.latitude")
            }
            return record
        }
    }
}

/// Any JSON.
private enum JSONNode: Decodable {
    case null
    case text(String)
    case list([JSONNode])
    case object([(name: String, node: JSONNode)])

    subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.node
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Name.self) {
            // Sorted, so that the same file always gives the same table.
            self = .object(
                try container.allKeys.map { ($0.stringValue, try container.decode(JSONNode.self, forKey: $0)) }
                    .sorted { $0.0 < $1.0 })
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var nodes: [JSONNode] = []
            while !container.isAtEnd { nodes.append(try container.decode(JSONNode.self)) }
            self = .list(nodes)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let isTrue = try? container.decode(Bool.self) {
            self = .text(isTrue ? "true" : "false")
        } else if let whole = try? container.decode(Int.self) {
            self = .text(String(whole))
        } else {
            self = .text(String(try container.decode(Double.self)))
        }
    }

    /// Names and texts of what is under a name: members of members as `a.b`, the texts of a list joined by bars.
    func members(under name: String) -> [(String, String)] {
        switch self {
        case .null: return []
        case .text(let text): return [(name, text)]
        case .list(let nodes):
            let texts = nodes.compactMap { if case .text(let text) = $0 { text } else { nil } }
            return texts.isEmpty ? [] : [(name, texts.joined(separator: "|"))]
        case .object(let members):
            return members.flatMap { $0.node.members(under: name.isEmpty ? $0.name : "\(name).\($0.name)") }
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }
}
