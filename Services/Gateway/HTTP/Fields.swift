import HTTPTypes

/// Header fields that answers share.
enum Fields {
    /// On everything.
    static let common: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "strict-origin-when-cross-origin",
    ]

    /// On pages: nothing from elsewhere, nothing inline, in nobody's frame.
    static let page: HTTPFields = [
        .contentSecurityPolicy:
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ]
}

extension HTTPField.Name {
    static let referrerPolicy = named("Referrer-Policy")
    static let warning = named("Warning")
    static let idempotencyKey = named("Idempotency-Key")
    static let traceparent = named("traceparent")
    static let forwardedFor = named("X-Forwarded-For")

    /// For names written here. One that HTTP does not allow is a fault of this file, found by the first test.
    static func named(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name("\(name)") else { preconditionFailure("not a field name: \(name)") }
        return field
    }
}
