import FoundationEssentials

/// Moments as PostgreSQL writes them with ISO dates in UTC: `2026-11-24 18:49:20.123456+00`.
///
/// Written by hand because the common formatters are many times slower and stop at whole seconds or milliseconds.
enum TimestampText {
    /// From 1970 to the reference moment of `Date`, in seconds.
    private static let epoch = 978_307_200
    private static let microsecondsADay = 86_400_000_000

    /// A moment that no calendar holds comes out as a word that the server refuses.
    static func encode(_ date: Date) -> String {
        let scaled = (date.timeIntervalSinceReferenceDate * 1_000_000).rounded()
        guard scaled.magnitude < 9e18 - Double(epoch) * 1_000_000 else { return "out of range" }
        let microseconds = Int(scaled) + epoch * 1_000_000
        let day = (Double(microseconds) / Double(microsecondsADay)).rounded(.down)
        var days = Int(day)
        var rest = microseconds - days * microsecondsADay
        // The quotient of large numbers may be rounded to its neighbour.
        if rest < 0 { (days, rest) = (days - 1, rest + microsecondsADay) }
        if rest >= microsecondsADay { (days, rest) = (days + 1, rest - microsecondsADay) }
        let (year, month, dayOfMonth) = civil(fromDays: days)
        let seconds = rest / 1_000_000
        let time =
            "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(padded(rest % 1_000_000, to: 6))"
        let writtenYear = year > 0 ? year : 1 - year
        return "\(padded(writtenYear, to: 4))-\(two(month))-\(two(dayOfMonth)) \(time)+00\(year > 0 ? "" : " BC")"
    }

    /// Nil for `infinity`, for years before our era, and for any other form.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> Date? {
        var reader = Reader(text: text)
        guard let year = reader.number(), reader.skip("-"), let month = reader.number(), reader.skip("-"),
            let day = reader.number(), reader.skip(" "), let hour = reader.number(), reader.skip(":"),
            let minute = reader.number(), reader.skip(":"), let second = reader.number(),
            (1...12).contains(month), (1...31).contains(day), year <= 300_000
        else { return nil }
        var microseconds = 0
        if reader.skip(".") {
            let start = reader.position
            guard var fraction = reader.number(), reader.position - start <= 6 else { return nil }
            for _ in (reader.position - start)..<6 { fraction *= 10 }
            microseconds = fraction
        }
        guard reader.skip("+"), reader.number() == 0, reader.position == text.count else { return nil }
        let seconds = days(ofYear: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second - epoch
        return Date(timeIntervalSinceReferenceDate: (Double(seconds) * 1_000_000 + Double(microseconds)) / 1_000_000)
    }

    /// Days since 1970 to a date of the proleptic Gregorian calendar: years are counted from March, so that the leap
    /// day is the last of its year, in eras of 400 years, which all have the same length.
    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(ofYear year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private struct Reader {
        let text: UnsafeBufferPointer<UInt8>
        var position = 0

        /// One to nine digits.
        mutating func number() -> Int? {
            let start = position
            var value = 0
            while position < text.count, position - start < 9, (0x30...0x39).contains(text[position]) {
                value = value * 10 + Int(text[position] - 0x30)
                position += 1
            }
            return position > start ? value : nil
        }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }
    }
}
