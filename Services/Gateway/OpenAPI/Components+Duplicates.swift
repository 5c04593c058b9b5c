import Domain

extension Components {
    static let duplicateFields: [Schema.Field] = [
        .required("id", .identifier), .required("score", .number(0...1)),
        .required("reasons", .list(.named(.duplicateReason)), "What the score is made of, and what else is known."),
        .required("first", .named(.place)), .required("second", .named(.place)), .required("found_at", .moment),
    ]

    static let duplicateReasonFields: [Schema.Field] = [
        .required("code", .oneOf(words(Duplicate.Reason.Code.self))),
        .required("weight", .number(0...1), "What it adds to the score."),
        .optional("value", .number(0...30_000_000), "Metres of a `distance`, how alike of a `similar_name`."),
    ]

    /// How two places become one.
    static let mergeChoices: [Schema.Field] = [
        .optional("survivor_version", version, "The version that is expected of the place that stays."),
        .optional("absorbed_version", version, "The version that is expected of the other."),
        .optional(
            "take", .list(.text(maximumLength: 50), atMost: 50),
            "Names of fields that the other knows better. What the place that stays lacks it has from the other anyway."
        ),
    ]
}
