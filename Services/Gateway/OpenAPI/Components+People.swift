import Domain

/// People, roles, sessions, keys and the log of actions in the public document.
extension Components {
    static let email = Schema.text(maximumLength: 254, format: "email")
    static let givenScopes = Scope.allCases.filter { $0 != .other }.map(\.rawValue)

    static let personFields: [Schema.Field] = [
        .required("id", .identifier), .required("version", version), .required("email", email),
        .optional("name", line), .required("grants", .list(.named(.roleGrant))), .required("created_at", .moment),
        .required("updated_at", .moment), .optional("last_sign_in_at", .moment),
    ]

    static let newPersonFields: [Schema.Field] = [
        .required("email", email, "Where sign-in links are sent."), .optional("name", line),
    ]

    static let personChangeFields: [Schema.Field] = [
        .optional("email", email, "Ends open sessions and links that were mailed."),
        .optional("name", .nullable(line)),
    ]

    static let roleGrantFields: [Schema.Field] = [
        .required("role", .oneOf(words(RoleGrant.Role.self))),
        .optional("subject_id", .identifier, "The place of a facilitator, the circle of a caretaker."),
    ]

    static let sessionListFields: [Schema.Field] = [
        .required(
            "items",
            .list(
                .object([
                    .required("id", .identifier), .required("device", .text()), .required("started_at", .moment),
                    .required("last_used_at", .moment), .required("expires_at", .moment),
                    .required("is_current", .boolean, "Whether it is the one by which this was asked."),
                ])))
    ]

    static let newSignInFields: [Schema.Field] = [
        .required("email", email),
        .optional("language", .oneOf(Language.allCases.map(\.rawValue)), "Of the mail; French without one."),
    ]

    static let keyFields: [Schema.Field] = [
        .required("id", .identifier), .required("version", version),
        .required("role", .oneOf(["visitor", "partner", "staff"])), .required("label", line),
        .required("scopes", .list(.oneOf(words(Scope.self)))), .required("revoked", .boolean),
    ]

    static let newKeyFields: [Schema.Field] = [
        .required("label", line, "Who will use it."),
        .optional("role", .oneOf(["partner", "staff"]), "A partner's without one."),
        .optional("scopes", .list(.oneOf(givenScopes), atMost: 20), "What a partner's key may do."),
    ]

    static let auditFields: [Schema.Field] = [
        .required("number", .integer(1...Int(Int32.max))), .required("at", .moment), .required("role", .text()),
        .optional("person_id", .identifier), .optional("key_id", .identifier),
        .required("action", .text(), "The name of the order."), .optional("subject_id", .text()),
        .optional("detail", .text()),
    ]
}
