import Domain
import FoundationEssentials

/// How the rows of a source become places: a JSON file, so that another source needs no new code.
struct PlaceMapping: Sendable {
    /// What a mapping can fill. The names are those of the public API.
    enum Field: String, CaseIterable, CodingKey, Sendable {
        case name, state, kinds, description, street, postcode, commune, latitude, longitude, website
        case communeCode = "commune_code"
        case departementCode = "departement_code"
        case regionCode = "region_code"
        case confirmedOn = "confirmed_on"
        case otherNames = "other_names"
        case openingHours = "opening_hours"
        case equipment, services, labels, phone, email, siret, rna
        case operatorName = "operator"
    }

    /// How the file is written.
    enum Format: String, CaseIterable, Sendable {
        case csv
        /// A list of objects, or an object of which one member is that list. Members of members are named `a.b`.
        case json
        /// A feature collection: its properties by their names, and `geometry.longitude` and `geometry.latitude`.
        case geojson
    }

    /// Names the source in the database: rows are the same as those of an earlier import under the same name.
    let source: String
    let format: Format
    let delimiter: UInt8
    let encoding: TextEncoding
    /// The columns that together tell a row from all others, whatever else changes in it.
    let key: [String]
    /// Texts that this source writes where it knows nothing, such as `0`.
    let empty: Set<String>
    let fields: [Field: FieldRule]

    init(json: [UInt8]) throws(MappingError) {
        do {
            self = try JSONDecoder().decode(PlaceMapping.self, from: Data(json))
        } catch let error as MappingError {
            throw error
        } catch {
            throw MappingError(error)
        }
    }

    /// All columns that the file must have.
    var columns: [String] {
        key + fields.values.flatMap(\.columns)
    }
}

extension PlaceMapping: Decodable {
    private enum Key: String, CaseIterable, CodingKey {
        case source, format, delimiter, encoding, key, empty, fields
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(onlyKeyedBy: Key.self)
        let source = try container.decode(String.self, forKey: .source)
        guard (1...100).contains(source.utf8.count) else {
            throw MappingError(container.codingPath, Key.source, "must have 1 to 100 bytes")
        }
        self.source = source
        let format = try container.decodeIfPresent(String.self, forKey: .format) ?? Format.csv.rawValue
        guard let known = Format(rawValue: format) else {
            throw MappingError(
                container.codingPath + [Key.format], "\"\(format)\" is not known", nearestTo: format,
                among: Format.allCases.map(\.rawValue))
        }
        self.format = known
        let delimiter = try container.decodeIfPresent(String.self, forKey: .delimiter) ?? ","
        guard [",", ";", "\t", "|"].contains(delimiter), let byte = delimiter.utf8.first else {
            throw MappingError(container.codingPath, Key.delimiter, "must be a comma, a semicolon, a tab or a bar")
        }
        self.delimiter = byte
        let encoding = try container.decodeIfPresent(String.self, forKey: .encoding) ?? TextEncoding.utf8.rawValue
        self.encoding = try TextEncoding.named(encoding, at: container.codingPath + [Key.encoding])
        self.key = try container.decode([String].self, forKey: .key)
        guard !key.isEmpty else { throw MappingError(container.codingPath, Key.key, "names no column") }
        self.empty = Set(try container.decodeIfPresent([String].self, forKey: .empty) ?? [])
        self.fields = try Self.fields(container.superDecoder(forKey: .fields))
    }

    private static func fields(_ decoder: any Decoder) throws -> [Field: FieldRule] {
        let container = try decoder.container(onlyKeyedBy: Field.self)
        var fields: [Field: FieldRule] = [:]
        for field in container.allKeys {
            let rule = try container.decode(FieldRule.self, forKey: field)
            switch field {
            case .kinds: try rule.mustGive(Place.Kind.self, at: container.codingPath + [field])
            case .state: try rule.mustGive(Place.State.self, at: container.codingPath + [field])
            case .confirmedOn:
                if let constant = rule.constant, (try? CalendarDay(constant)) == nil {
                    throw MappingError(container.codingPath, field, "must be a day such as 2019-06-30")
                }
            default: break
            }
            fields[field] = rule
        }
        guard fields[.name] != nil else { throw MappingError(container.codingPath, Field.name, "is missing") }
        guard (fields[.latitude] == nil) == (fields[.longitude] == nil) else {
            throw MappingError(container.codingPath, Field.latitude, "and longitude need each other")
        }
        return fields
    }
}

extension FieldRule {
    /// Every word that the rule itself writes is one of the enumeration's.
    func mustGive<Word: OpenEnumeration>(_ words: Word.Type, at path: [any CodingKey]) throws(MappingError) {
        let written = (constant.map { [$0] } ?? []) + values.values.flatMap { $0 } + otherwise
        for word in written where Word(rawValue: word) == nil {
            throw MappingError(path, "\"\(word)\" is not known", nearestTo: word, among: Word.allCases.map(\.rawValue))
        }
    }
}

extension TextEncoding {
    static func named(_ name: String, at path: [any CodingKey]) throws(MappingError) -> TextEncoding {
        guard let encoding = TextEncoding(rawValue: name.lowercased()) else {
            throw MappingError(
                path, "\"\(name)\" is not known", nearestTo: name, among: TextEncoding.allCases.map(\.rawValue))
        }
        return encoding
    }
}
