import Calendars
import Domain

/// The school holidays of metropolitan France without Corsica, as the ministry has set them. Each year it adds one: a
/// line for all zones or one a zone, from the first day without class to the last, and `end`.
enum SchoolHolidays {
    /// Nil where nobody here knows: before and after the table, in Corsica and overseas, whose academies set their own,
    /// and on Ascension Day and the two days after, on which classes rest though not all calendars call it holidays.
    static func contains(_ day: Day, departement: DepartementCode?) -> Bool? {
        guard let zone = departement.flatMap({ zones[$0.text] }), (beginning..<end).contains(day.number),
            !(39...41).contains(day.number - PublicHolidays.easter(day.year))
        else { return nil }
        return holidays.contains { $0.zones.contains(zone) && $0.days.contains(day.number) }
    }

    enum Zone {
        case a, b, c
    }

    private struct Holidays {
        let zones: Set<Zone>
        let days: ClosedRange<Int>
    }

    private static let beginning = number(2023, 9, 4)
    private static let end = number(2028, 7, 4)

    private static let holidays: [Holidays] = [
        all((2023, 10, 21), (2023, 11, 5)), all((2023, 12, 23), (2024, 1, 7)),
        only(.a, (2024, 2, 17), (2024, 3, 3)), only(.a, (2024, 4, 13), (2024, 4, 28)),
        only(.b, (2024, 2, 24), (2024, 3, 10)), only(.b, (2024, 4, 20), (2024, 5, 5)),
        only(.c, (2024, 2, 10), (2024, 2, 25)), only(.c, (2024, 4, 6), (2024, 4, 21)),
        all((2024, 7, 6), (2024, 9, 1)),
        all((2024, 10, 19), (2024, 11, 3)), all((2024, 12, 21), (2025, 1, 5)),
        only(.a, (2025, 2, 22), (2025, 3, 9)), only(.a, (2025, 4, 19), (2025, 5, 4)),
        only(.b, (2025, 2, 8), (2025, 2, 23)), only(.b, (2025, 4, 5), (2025, 4, 21)),
        only(.c, (2025, 2, 15), (2025, 3, 2)), only(.c, (2025, 4, 12), (2025, 4, 27)),
        all((2025, 7, 5), (2025, 8, 31)),
        all((2025, 10, 18), (2025, 11, 2)), all((2025, 12, 20), (2026, 1, 4)),
        only(.a, (2026, 2, 7), (2026, 2, 22)), only(.a, (2026, 4, 4), (2026, 4, 19)),
        only(.b, (2026, 2, 14), (2026, 3, 1)), only(.b, (2026, 4, 11), (2026, 4, 26)),
        only(.c, (2026, 2, 21), (2026, 3, 8)), only(.c, (2026, 4, 18), (2026, 5, 3)),
        all((2026, 7, 4), (2026, 8, 31)),
        all((2026, 10, 17), (2026, 11, 1)), all((2026, 12, 19), (2027, 1, 3)),
        only(.a, (2027, 2, 13), (2027, 2, 28)), only(.a, (2027, 4, 10), (2027, 4, 25)),
        only(.b, (2027, 2, 20), (2027, 3, 7)), only(.b, (2027, 4, 17), (2027, 5, 2)),
        only(.c, (2027, 2, 6), (2027, 2, 21)), only(.c, (2027, 4, 3), (2027, 4, 18)),
        all((2027, 7, 3), (2027, 8, 31)),
        all((2027, 10, 23), (2027, 11, 7)), all((2027, 12, 18), (2028, 1, 2)),
        only(.a, (2028, 2, 19), (2028, 3, 5)), only(.a, (2028, 4, 22), (2028, 5, 8)),
        only(.b, (2028, 2, 5), (2028, 2, 20)), only(.b, (2028, 4, 8), (2028, 4, 23)),
        only(.c, (2028, 2, 12), (2028, 2, 27)), only(.c, (2028, 4, 15), (2028, 5, 1)),
    ]

    /// By département, the academies' zones.
    static let zones: [String: Zone] = {
        let lists: [(Zone, String)] = [
            (.a, "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90"),
            (
                .b,
                """
                02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 \
                72 76 80 83 84 85 88
                """
            ),
            (.c, "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95"),
        ]
        var zones: [String: Zone] = [:]
        for (zone, departements) in lists {
            for departement in departements.split(separator: " ") { zones[String(departement)] = zone }
        }
        return zones
    }()

    private static func all(_ first: (Int, Int, Int), _ last: (Int, Int, Int)) -> Holidays {
        Holidays(zones: [.a, .b, .c], days: days(first, last))
    }

    private static func only(_ zone: Zone, _ first: (Int, Int, Int), _ last: (Int, Int, Int)) -> Holidays {
        Holidays(zones: [zone], days: days(first, last))
    }

    private static func days(_ first: (Int, Int, Int), _ last: (Int, Int, Int)) -> ClosedRange<Int> {
        number(first.0, first.1, first.2)...number(last.0, last.1, last.2)
    }

    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        DayNumber.of(year: year, month: month, day: day)
    }
}
