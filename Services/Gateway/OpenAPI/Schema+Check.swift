import Domain

/// Checks of what people send, before any service hears of it. The first fault found is told, with the field's path.
extension Schema {
    func check(_ value: JSONValue, at path: String = "") throws(Problem) {
        switch self {
        case .text(let maximumLength, _):
            guard case .string(let text) = value else { throw Self.wrongType(at: path) }
            if let maximumLength, text.unicodeScalars.count > maximumLength {
                throw Problem("text-too-long", status: 422, field: path)
            }
        case .oneOf(let words):
            guard case .string(let word) = value else { throw Self.wrongType(at: path) }
            guard words.contains(word) else {
                throw Problem(
                    "value-not-listed", status: 422, field: path, suggestion: NearestName.of(word, among: words))
            }
        case .integer(let range):
            guard case .number(let number) = value, let whole = Int(exactly: number) else {
                throw Self.wrongType(at: path)
            }
            guard range.contains(whole) else { throw Problem("number-out-of-range", status: 422, field: path) }
        case .number(let range):
            guard case .number(let number) = value else { throw Self.wrongType(at: path) }
            guard range.contains(number) else { throw Problem("number-out-of-range", status: 422, field: path) }
        case .boolean:
            guard case .bool = value else { throw Self.wrongType(at: path) }
        case .list(let element, let atMost):
            guard case .array(let values) = value else { throw Self.wrongType(at: path) }
            if let atMost, values.count > atMost { throw Problem("too-many-items", status: 422, field: path) }
            for (index, value) in values.enumerated() { try element.check(value, at: Self.path(path, "\(index)")) }
        case .object(let fields):
            guard case .object(let members) = value else { throw Self.wrongType(at: path) }
            try Self.check(members, against: fields, at: path)
        case .nullable(let schema):
            if value != .null { try schema.check(value, at: path) }
        case .named(let component):
            try component.schema.check(value, at: path)
        }
    }

    private static func check(
        _ members: [String: JSONValue], against fields: [Field], at path: String
    ) throws(Problem) {
        // Sorted, so that the same body always meets the same answer.
        for name in members.keys.sorted() where !fields.contains(where: { $0.name == name }) {
            throw Problem(
                "field-unknown", status: 422, field: Self.unknown(name, in: path),
                suggestion: NearestName.of(name, among: fields.map(\.name)))
        }
        for field in fields {
            guard let value = members[field.name] else {
                if field.isRequired { throw Problem("field-required", status: 422, field: Self.path(path, field.name)) }
                continue
            }
            try field.schema.check(value, at: Self.path(path, field.name))
        }
    }

    private static func wrongType(at path: String) -> Problem {
        Problem("type-not-valid", status: 422, field: path.isEmpty ? nil : path)
    }

    private static func unknown(_ name: String, in parent: String) -> String? {
        if let told = UnknownName.told(name) { return path(parent, told) }
        return parent.isEmpty ? nil : parent
    }

    private static func path(_ parent: String, _ name: String) -> String {
        parent.isEmpty ? name : "\(parent).\(name)"
    }
}
