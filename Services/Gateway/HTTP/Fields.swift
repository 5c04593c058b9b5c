import HTTPTypes

/// Header fields that answers share.
enum Fields {
    /// On everything.
    static let common: HTTPFields = [
        .xContentTypeOptions: "nosniff",
        .referrerPolicy: "strict-origin-when-cross-origin",
    ]

    /// On pages: nothing from elsewhere but pictures of these origins, nothing inline, in nobody's frame. A map draws
    /// its pictures from what it loaded, hence `data:`.
    static func page(images origins: [WebOrigin?] = []) -> HTTPFields {
        let images = (["'self'", "data:"] + Set(origins.compactMap { $0?.text }).sorted()).joined(separator: " ")
        return [
            .contentSecurityPolicy: """
            default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src \(images); \
            form-action 'self'; frame-ancestors 'none'; base-uri 'none'
            """,
            .permissionsPolicy: "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
            .named("Cross-Origin-Opener-Policy"): "same-origin",
        ]
    }
}

extension HTTPField.Name {
    static let referrerPolicy = named("Referrer-Policy")
    static let permissionsPolicy = named("Permissions-Policy")
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
