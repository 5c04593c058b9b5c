/// Why something was refused or failed, as a stable code that a program can act on. The gateway gives it words in the
/// person's language (RFC 9457); it never holds the value that was wrong.
package struct Problem: Error, Hashable, Sendable, Codable {
    /// Stable, in kebab-case.
    package let code: String
    /// The HTTP status that fits, 4xx or 5xx.
    package let status: Int
    /// The field or parameter at fault, as a dotted path.
    package var field: String?
    /// What the sender may have meant: the nearest name that exists.
    package var suggestion: String?
    /// The current version, when the problem is a change made meanwhile.
    package var currentVersion: Int?

    package init(
        _ code: String,
        status: Int,
        field: String? = nil,
        suggestion: String? = nil,
        currentVersion: Int? = nil
    ) {
        self.code = code
        self.status = status
        self.field = field
        self.suggestion = suggestion
        self.currentVersion = currentVersion
    }

    package init(_ invalid: InvalidValue) {
        self.init(invalid.rule.code, status: 422, field: invalid.field.isEmpty ? nil : invalid.field)
    }
}

extension Problem {
    package static let notFound = Problem("not-found", status: 404)
    package static let forbidden = Problem("forbidden", status: 403)
    package static let internalError = Problem("internal-error", status: 500)
    /// The change is not possible in the state that the thing is in.
    package static let transition = Problem("transition-not-allowed", status: 409)

    package static func versionMismatch(current: Int) -> Problem {
        Problem("version-mismatch", status: 412, currentVersion: current)
    }
}
