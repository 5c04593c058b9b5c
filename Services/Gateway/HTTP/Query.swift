import Domain
import FoundationEssentials

/// The names and values of a query or of a sent form (application/x-www-form-urlencoded), decoded.
struct Query: Sendable {
    private let values: [String: String]
    /// A name that came twice: which of the values was meant can not be known.
    private let repeated: String?

    init(_ text: Substring) {
        var values: [String: String] = [:]
        var repeated: String?
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(parts[0])
            if values.updateValue(parts.count > 1 ? Self.decoded(parts[1]) : "", forKey: name) != nil {
                repeated = name
            }
        }
        self.values = values
        self.repeated = repeated
    }

    /// - Throws: `parameter-unknown` for a name that the route does not have, `parameter-not-valid` for one that came
    ///   twice.
    func check(against parameters: [Parameter]) throws(Problem) {
        let names = parameters.filter { $0.place == .query }.map(\.name)
        for name in values.keys.sorted() where !names.contains(name) {
            throw Problem(
                "parameter-unknown", status: 400, field: UnknownName.told(name),
                suggestion: NearestName.of(name, among: names))
        }
        if let repeated { throw Problem("parameter-not-valid", status: 400, field: repeated) }
    }

    /// The value as it came; an empty one, as an empty field of a form sends it, counts as absent.
    subscript(name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Throws: `parameter-not-valid` when the text can not be made into a value.
    func value<Value>(_ name: String, _ make: (String) throws -> Value?) throws(Problem) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = try? make(text) else { throw Problem("parameter-not-valid", status: 400, field: name) }
        return value
    }

    /// A word of a closed list.
    func word<Word: OpenEnumeration>(_ name: String, _ type: Word.Type) throws(Problem) -> Word? {
        guard let text = self[name] else { return nil }
        guard let word = Word(rawValue: text) else {
            throw Problem(
                "parameter-not-valid", status: 400, field: name,
                suggestion: NearestName.of(text, among: Word.allCases.map(\.rawValue)))
        }
        return word
    }

    /// How much of a list, and from where.
    func page() throws(Problem) -> PageQuery {
        let limit = try value("limit", { Int($0) }) ?? PageQuery.defaultLimit
        guard limit <= PageQuery.maximumLimit else { throw Problem("limit-too-large", status: 422, field: "limit") }
        guard limit >= 1 else { throw Problem("parameter-not-valid", status: 400, field: "limit") }
        return PageQuery(limit: limit, cursor: self["cursor"])
    }

    /// `LAT,LON`.
    func position(_ name: String) throws(Problem) -> Coordinates? {
        try value(name) { text in
            let numbers = text.split(separator: ",").map { Double($0.trimmingPrefix { $0 == " " }) }
            guard numbers.count == 2, let latitude = numbers[0], let longitude = numbers[1] else { return nil }
            return try Coordinates(latitude: latitude, longitude: longitude)
        }
    }

    /// `%41` and `+` as what they stand for; bytes that are no UTF-8 become replacement characters.
    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(Substring(rest.prefix(2)), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
