import CLibical
import Calendars
import Domain
import Glibc

/// Writes components through libical, which folds lines at 75 octets, escapes text and orders parameters.
extension Component {
    /// The object's text in UTF-8, lines ended by CRLF.
    package func bytes() -> [UInt8] {
        let component = make()
        defer { icalcomponent_free(component) }
        guard let text = icalcomponent_as_ical_string_r(component) else { return [] }
        defer { icalmemory_free_buffer(text) }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }

    /// The caller frees it, or gives it to another component.
    private func make() -> OpaquePointer? {
        let component = icalcomponent_new(icalcomponent_string_to_kind(name.pointer))
        for property in properties {
            icalcomponent_add_property(component, property.make())
        }
        for child in components {
            icalcomponent_add_component(component, child.make())
        }
        return component
    }
}

extension Property {
    fileprivate func make() -> OpaquePointer? {
        let kind = icalproperty_string_to_kind(name.pointer)
        let property = icalproperty_new(kind)
        if kind == ICAL_X_PROPERTY { icalproperty_set_x_name(property, name.pointer) }
        icalproperty_set_value(property, value.make(in: kind))
        for parameter in parameters {
            icalproperty_add_parameter(property, icalparameter_new_from_string(parameter))
        }
        return property
    }
}

extension Property.Value {
    fileprivate func make(in property: icalproperty_kind) -> OpaquePointer? {
        switch self {
        case .text(let text):
            // libical leaves the commas and semicolons of an X- property as they stand, and readers take both forms.
            return property == ICAL_X_PROPERTY
                ? icalvalue_new_x(Self.carried(text)) : icalvalue_new_text(Self.carried(text))
        case .uri(let address):
            return icalvalue_new_uri(address)
        case .moment(let time, let isUTC):
            return icalvalue_new_datetime(icaltimetype(time, isUTC: isUTC))
        case .number(let number):
            return icalvalue_new_integer(Int32(clamping: number))
        case .position(let position):
            return icalvalue_new_geo(icalgeotype(lat: position.latitude, lon: position.longitude))
        case .literal(let value):
            return icalvalue_new_from_string(icalproperty_kind_to_value_kind(property), value.pointer)
        }
    }

    private static func carried(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\r": result.append("\n")
            case "\t", "\n": result.append(scalar)
            case "\0"..<" ", "\u{7F}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }
}

extension icaltimetype {
    fileprivate init(_ time: LocalDateTime, isUTC: Bool) {
        self.init()
        (year, month, day) = (Int32(time.year), Int32(time.month), Int32(time.day))
        (hour, minute, second) = (Int32(time.hour), Int32(time.minute), Int32(time.second))
        if isUTC { zone = icaltimezone_get_utc_timezone() }
    }
}

extension StaticString {
    /// Literals end with a zero byte.
    fileprivate var pointer: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
