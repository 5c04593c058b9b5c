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
        let whole: JSONTree
        do {
            whole = try JSONDecoder().decode(JSONTree.self, from: Data(bytes))
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

    private static func records(_ whole: JSONTree) throws(MappingError) -> [[(String, String)]] {
        switch whole {
        case .list(let records): return records.map { $0.members(under: "") }
        case .object(let members):
            let lists = members.values.compactMap { if case .list(let records) = $0 { records } else { nil } }
            guard lists.count == 1 else {
                throw MappingError([], "the file is an object of which not exactly one member is a list")
            }
            return lists[0].map { $0.members(under: "") }
        default: throw MappingError([], "the file is no list of records")
        }
    }

    private static func features(_ whole: JSONTree) throws(MappingError) -> [[(String, String)]] {
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

extension JSONTree {
    fileprivate subscript(name: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// Names and texts of what is under a name: members of members as `a.b`, the texts of a list joined by bars. Sorted,
    /// so that the same file always gives the same table.
    fileprivate func members(under name: String) -> [(String, String)] {
        switch self {
        case .object(let members):
            return members.sorted { $0.key < $1.key }.flatMap { key, tree in
                tree.members(under: name.isEmpty ? key : "\(name).\(key)")
            }
        case .list(let elements):
            let texts = elements.compactMap(\.word)
            return texts.isEmpty ? [] : [(name, texts.joined(separator: "|"))]
        default: return word.map { [(name, $0)] } ?? []
        }
    }

    private var word: String? {
        switch self {
        case .text(let text): text
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .null, .list, .object: nil
        }
    }
}
