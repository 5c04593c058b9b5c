/// What a JSON value must look like: one description, from which bodies are checked and the public document is written.
indirect enum Schema: Sendable {
    /// Lengths are in Unicode scalars, as in JSON Schema.
    case text(maximumLength: Int? = nil, format: String? = nil)
    case oneOf([String])
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    case list(Schema, atMost: Int? = nil)
    case object([Field])
    /// The value, or `null` to say that there is none.
    case nullable(Schema)
    /// One of the document's named schemas.
    case named(Components)

    struct Field: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        let about: String?

        static func required(_ name: String, _ schema: Schema, _ about: String? = nil) -> Field {
            Field(name: name, schema: schema, isRequired: true, about: about)
        }

        static func optional(_ name: String, _ schema: Schema, _ about: String? = nil) -> Field {
            Field(name: name, schema: schema, isRequired: false, about: about)
        }
    }

    static let identifier = text(format: "uuid")
    static let moment = text(format: "date-time")
    static let day = text(format: "date")

    var fields: [Field] {
        switch self {
        case .object(let fields): fields
        case .named(let component): component.schema.fields
        default: []
        }
    }

    /// As JSON Schema 2020-12 writes it, which OpenAPI 3.1 takes over.
    var document: JSONValue {
        switch self {
        case .text(let maximumLength, let format):
            var members: [String: JSONValue] = ["type": "string"]
            if let maximumLength { members["maxLength"] = .number(Double(maximumLength)) }
            if let format { members["format"] = .string(format) }
            return .object(members)
        case .oneOf(let words): return ["type": "string", "enum": .array(words.map { .string($0) })]
        case .integer(let range):
            return [
                "type": "integer", "minimum": .number(Double(range.lowerBound)),
                "maximum": .number(Double(range.upperBound)),
            ]
        case .number(let range):
            return ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .boolean: return ["type": "boolean"]
        case .list(let element, let atMost):
            var members: [String: JSONValue] = ["type": "array", "items": element.document]
            if let atMost { members["maxItems"] = .number(Double(atMost)) }
            return .object(members)
        case .object(let fields): return Self.document(of: fields)
        case .nullable(let schema): return ["anyOf": [schema.document, ["type": "null"]]]
        case .named(let component): return ["$ref": "#/components/schemas/\(component.rawValue)"]
        }
    }

    private static func document(of fields: [Field]) -> JSONValue {
        var properties: [String: JSONValue] = [:]
        for field in fields {
            var schema = field.schema.document
            if let about = field.about, case .object(var members) = schema {
                members["description"] = .string(about)
                schema = .object(members)
            }
            properties[field.name] = schema
        }
        var members: [String: JSONValue] = [
            "type": "object", "properties": .object(properties),
        ]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { members["required"] = .array(required) }
        return .object(members)
    }
}
