package import Domain

extension Component {
    /// The VTIMEZONE of a served zone: the rules of today, which hold for Paris since October 1996.
    package static func timeZone(_ zone: ServedTimeZone) -> Component {
        Component("VTIMEZONE", [.text("TZID", zone.rawValue)], observances(of: zone))
    }

    private static func observances(of zone: ServedTimeZone) -> [Component] {
        switch zone {
        case .paris:
            [
                Component(
                    "DAYLIGHT",
                    [
                        .literal("DTSTART", "19970330T020000"), .literal("RRULE", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
                        .literal("TZOFFSETFROM", "+0100"), .literal("TZOFFSETTO", "+0200"), .literal("TZNAME", "CEST"),
                    ]),
                Component(
                    "STANDARD",
                    [
                        .literal("DTSTART", "19961027T030000"), .literal("RRULE", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
                        .literal("TZOFFSETFROM", "+0200"), .literal("TZOFFSETTO", "+0100"), .literal("TZNAME", "CET"),
                    ]),
            ]
        case .reunion: [fixed("+0400", name: "+04")]
        case .mayotte: [fixed("+0300", name: "EAT")]
        case .martinique, .guadeloupe: [fixed("-0400", name: "AST")]
        case .cayenne: [fixed("-0300", name: "-03")]
        }
    }

    private static func fixed(_ offset: StaticString, name: StaticString) -> Component {
        Component(
            "STANDARD",
            [
                .literal("DTSTART", "19700101T000000"), .literal("TZOFFSETFROM", offset),
                .literal("TZOFFSETTO", offset), .literal("TZNAME", name),
            ])
    }
}
