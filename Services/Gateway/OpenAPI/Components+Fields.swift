import Domain

extension Components {
    static let line = Schema.text(maximumLength: OneLine.maximumLength)
    static let prose = Schema.text(maximumLength: Markdown.maximumLength)
    static let link = Schema.text(maximumLength: WebAddress.maximumLength, format: "uri")
    static let hours = Schema.text(maximumLength: OpeningHoursText.maximumLength)
    static let aboutHours = "As OpenStreetMap writes them (Mo-Fr 09:00-18:00; PH off), or in other words."
    static let phone = Schema.text(maximumLength: 40)
    static let version = Schema.integer(1...Int(Int32.max))
    static let placeState = Schema.oneOf(words(Place.State.self))
    static let timeZone = Schema.oneOf(ServedTimeZone.allCases.map(\.rawValue))

    /// Every word of an open list. `other` is among them: it is what a word of a later version reads as.
    static func words<Word: OpenEnumeration>(_ type: Word.Type) -> [String] {
        Word.allCases.map(\.rawValue)
    }

    private static let kept: [Schema.Field] = [
        .required("id", .identifier), .required("version", version), .required("created_at", .moment),
        .required("updated_at", .moment),
    ]

    static let placeFields: [Schema.Field] =
        kept + [
            .required("name", line), .required("state", placeState),
            .required("kinds", .list(.oneOf(words(Place.Kind.self)))), .optional("description", prose, "Markdown"),
            .required("address", .named(.address)), .optional("position", .named(.coordinates)),
            .optional("territories", .list(.named(.territory)), "From large to small."),
            .optional("website", link), .optional("confirmed_on", .day),
            .optional("other_names", .list(line)), .optional("opening_hours", hours, aboutHours),
            .optional("equipment", .list(line)), .optional("services", .list(line)),
            .optional("contacts", .list(.named(.contact)), "What those concerned agreed to show."),
            .optional("links", .list(.named(.placeLink))), .optional("labels", .list(.named(.labelAward))),
            .optional("operator", .named(.placeOperator), "Who runs it."),
            .optional("merged_into", .identifier, "The place that stands for this one."),
        ]

    static let territoryFields: [Schema.Field] = [
        .required("kind", .oneOf(words(Territory.Kind.self))), .required("code", .text()), .required("name", line),
        .optional("vintage", .integer(1...9999), "The year from which a priority district is drawn as it is."),
    ]

    /// What a place may have; `null` takes it away in a change, and is as good as nothing in a new one.
    static let placeChoices: [Schema.Field] =
        [
            .optional("state", placeState),
            .optional("kinds", .list(.oneOf(words(Place.Kind.self)), atMost: 20)),
            .optional("description", .nullable(prose), "Markdown"), .optional("address", .named(.address)),
            .optional("position", .nullable(.named(.coordinates))), .optional("website", .nullable(link)),
            .optional("confirmed_on", .nullable(.day)),
            .optional("other_names", .list(line, atMost: 20)), .optional("opening_hours", .nullable(hours), aboutHours),
            .optional("equipment", .list(line, atMost: 50)), .optional("services", .list(line, atMost: 50)),
            .optional("contacts", .list(.named(.contactCard), atMost: 20), "All of them, shown or not."),
            .optional("links", .list(.named(.placeLink), atMost: 20)),
            .optional("labels", .list(.named(.labelAward), atMost: 20)),
            .optional("operator", .nullable(.named(.placeOperator)), "Who runs it."),
        ]

    static let contactFields: [Schema.Field] = [
        .optional("name", line), .optional("role", line), .optional("phone", phone, "Kept as +33380123456."),
        .optional("email", .text(maximumLength: 254, format: "email")),
    ]

    static let eventFields: [Schema.Field] =
        kept + [
            .required("title", line), .optional("description", prose, "Markdown"),
            .required("state", .oneOf(words(Event.State.self))),
            .required("sequence", .integer(0...Int(Int32.max)), "As in iCalendar."),
            .required("starts_at", .moment), .optional("ends_at", .moment), .required("timezone", timeZone),
            .optional("place_id", .identifier), .optional("location", line), .optional("online_url", link),
            .optional("url", link), .optional("published_at", .moment), .optional("place", .named(.placeSummary)),
        ]

    static let eventChoices: [Schema.Field] =
        [
            .optional("description", .nullable(prose), "Markdown"), .optional("ends_at", .nullable(.moment)),
            .optional("timezone", timeZone, "The network's without one."),
            .optional("place_id", .nullable(.identifier)), .optional("location", .nullable(line)),
            .optional("online_url", .nullable(link)), .optional("url", .nullable(link)),
        ]

    static let offerFields: [Schema.Field] =
        kept + [
            .required("title", line), .required("kind", .oneOf(words(Offer.Kind.self))),
            .optional("description", prose, "Markdown"), .required("state", .oneOf(words(Offer.State.self))),
            .optional("organisation", line), .optional("place_id", .identifier),
            .optional("closes_on", .day, "The last day to apply."), .optional("url", link),
            .optional("published_at", .moment), .optional("place", .named(.placeSummary)),
        ]

    static let offerChoices: [Schema.Field] =
        [
            .optional("kind", .oneOf(words(Offer.Kind.self))), .optional("description", .nullable(prose), "Markdown"),
            .optional("organisation", .nullable(line)), .optional("place_id", .nullable(.identifier)),
            .optional("closes_on", .nullable(.day), "The last day to apply."), .optional("url", .nullable(link)),
        ]

    static let webhookFields: [Schema.Field] =
        kept + [
            .required("url", link), .required("types", .list(.text())),
            .required("state", .oneOf(words(Webhook.State.self))),
        ]
}
