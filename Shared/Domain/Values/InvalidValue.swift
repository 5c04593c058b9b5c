/// A value from outside that breaks a rule of the domain. It names the field and the rule, never the value itself.
package struct InvalidValue: Error, Hashable, Sendable {
    /// Which rule was broken.
    package enum Rule: String, Sendable {
        case identifier, blank, tooLong, lineBreak, notAllowed, email, webAddress, position, officialCode, date
        case endBeforeStart, timeZone, month, eventType, tooMany, unknownPlace, phone, siret, rna

        /// The stable code of the public API. Never renamed.
        package var code: String {
            switch self {
            case .identifier: "identifier-not-valid"
            case .blank, .lineBreak, .notAllowed: "text-not-allowed"
            case .tooLong: "text-too-long"
            case .email: "email-not-valid"
            case .webAddress: "url-not-valid"
            case .position: "position-not-valid"
            case .officialCode: "code-not-valid"
            case .date: "date-not-valid"
            case .endBeforeStart: "end-before-start"
            case .timeZone: "timezone-not-served"
            case .month: "month-not-valid"
            case .eventType: "event-type-unknown"
            case .tooMany: "too-many-items"
            case .unknownPlace: "place-unknown"
            case .phone: "phone-not-valid"
            case .siret: "siret-not-valid"
            case .rna: "rna-not-valid"
            }
        }
    }

    package let rule: Rule
    /// The path of the field in its document, parts joined by dots; empty when the value stood alone.
    package let field: String

    package init(_ rule: Rule, field: String = "") {
        self.rule = rule
        self.field = field
    }

    package init(_ rule: Rule, at path: [any CodingKey]) {
        self.init(rule, field: path.map(\.snakeCased).joined(separator: "."))
    }

    package func at(_ path: [any CodingKey]) -> InvalidValue {
        InvalidValue(rule, at: path)
    }
}

extension CodingKey {
    /// The key as it is spelled on the wire: an index as itself, `startsAt` as `starts_at`.
    fileprivate var snakeCased: String {
        if let intValue { return String(intValue) }
        var result = ""
        for character in stringValue {
            if character.isUppercase { result += "_" }
            result += character.lowercased()
        }
        return result
    }
}
