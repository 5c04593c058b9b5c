import Calendars
import Domain
import FoundationEssentials
import Synchronization

/// Dates in fields of HTTP (RFC 9110 §5.6.7): `Tue, 24 Nov 2026 18:00:00 GMT`.
enum HTTPDate {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(of date: Date) -> String {
        let local = LocalDateTime(inUTC: date)
        let clock = [local.hour, local.minute, local.second].map(twoDigits).joined(separator: ":")
        return
            "\(weekdays[local.weekday]), \(twoDigits(local.day)) \(months[local.month - 1]) \(local.year) \(clock) GMT"
    }

    /// Nil for anything but the preferred form: the two obsolete ones have not been sent for decades.
    static func read(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[1].count == 2,
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        return Date(rfc3339: "\(parts[3])-\(twoDigits(month + 1))-\(parts[1])T\(parts[4])Z")
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}

/// The present for the `Date` field, written once a second.
final class HTTPClock: Sendable {
    private let current = Mutex<(second: Int, text: String)>((0, ""))

    func text(at now: Date) -> String {
        let second = Int(now.timeIntervalSince1970)
        return current.withLock { current in
            if current.second != second { current = (second, HTTPDate.text(of: now)) }
            return current.text
        }
    }
}
