import Calendars
package import Domain
package import FoundationEssentials

/// A component of an iCalendar object (RFC 5545), as a value: a calendar, an event, a time zone. `Writer` makes its
/// text.
package struct Component: Sendable {
    let name: StaticString
    let properties: [Property]
    let components: [Component]

    /// Properties that are nil have nothing to say and are left out.
    package init(_ name: StaticString, _ properties: [Property?], _ components: [Component] = []) {
        self.name = name
        self.properties = properties.compactMap(\.self)
        self.components = components
    }
}

/// One content line: a name, parameters and a value.
package struct Property: Sendable {
    enum Value: Sendable {
        case text(String)
        case uri(String)
        case moment(LocalDateTime, isUTC: Bool)
        case number(Int)
        case position(Coordinates)
        case literal(StaticString)
    }

    let name: StaticString
    let value: Value
    /// `NAME=value` each.
    let parameters: [String]

    private init(_ name: StaticString, _ value: Value, parameters: [String] = []) {
        self.name = name
        self.value = value
        self.parameters = parameters
    }

    /// Free text. Line ends become line feeds, the only ones that the format has; a control character, which it can
    /// not carry, becomes U+FFFD.
    package static func text(_ name: StaticString, _ text: String) -> Property {
        Property(name, .text(text))
    }

    /// An address, as it stands; `parameter` is one more than `VALUE=URI`, such as `FEATURE=VIDEO`.
    package static func uri(_ name: StaticString, _ address: String, parameter: String? = nil) -> Property {
        Property(name, .uri(address), parameters: parameter.map { [$0] } ?? [])
    }

    package static func utc(_ name: StaticString, _ date: Date) -> Property {
        Property(name, .moment(LocalDateTime(inUTC: date), isUTC: true))
    }

    /// A moment told in a zone, or in UTC where the zone's clocks can not name it: the hour that they show twice means
    /// its first turn.
    package static func local(_ name: StaticString, _ date: Date, in timeZone: ServedTimeZone) -> Property {
        let zone = Zone(timeZone)
        let local = zone.local(date)
        guard zone.date(of: local) == date.inWholeSeconds else { return .utc(name, date) }
        return Property(name, .moment(local, isUTC: false), parameters: ["TZID=\(timeZone.rawValue)"])
    }

    package static func number(_ name: StaticString, _ number: Int) -> Property {
        Property(name, .number(number))
    }

    package static func position(_ name: StaticString, _ position: Coordinates) -> Property {
        Property(name, .position(position))
    }

    /// A value of the property's own type, spelled in the code: `PT1H`, `CANCELLED`.
    package static func literal(_ name: StaticString, _ value: StaticString) -> Property {
        Property(name, .literal(value))
    }
}
