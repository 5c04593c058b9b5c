package import Configuration
package import Domain

/// What makes a deployment that of one network: configuration, not code.
package struct NetworkSettings: Sendable {
    /// On screen and in feeds.
    package let name: String
    /// Builds links; without a slash at its end.
    package let publicURL: WebAddress
    /// Builds identifiers (UID, Message-ID). Chosen once for life: changing the address must change no identifier.
    package let domain: String
    package let timeZone: ServedTimeZone

    /// Reads `MAILLAGE_NETWORK_NAME`, `MAILLAGE_PUBLIC_URL` (required), `MAILLAGE_DOMAIN` (required) and
    /// `MAILLAGE_TIME_ZONE` (default Europe/Paris).
    package init(_ config: ConfigReader) throws {
        name = config.string(forKey: "network.name", default: "Maillage")
        publicURL = try config.required("public.url") { text throws(InvalidValue) in
            try WebAddress(text.hasSuffix("/") ? String(text.dropLast()) : text)
        }
        domain = try config.requiredString(forKey: "domain")
        timeZone = try config.optional("time.zone", default: .paris) { ServedTimeZone(rawValue: $0) }
    }
}

/// A setting that is missing or makes no sense. Names the environment variable, never its value.
package struct SettingError: Error, CustomStringConvertible {
    let variable: String
    let reason: String

    package init(variable: String, reason: String) {
        self.variable = variable
        self.reason = reason
    }

    package var description: String { "\(variable): \(reason)" }
}

extension ConfigReader {
    /// A required setting, made into a value that may refuse it.
    package func required<Value, Failure: Error>(
        _ key: ConfigKey, make: (String) throws(Failure) -> Value
    ) throws -> Value {
        let text = try requiredString(forKey: key)
        do {
            return try make(text)
        } catch {
            throw SettingError(variable: key.components.joined(separator: "_").uppercased(), reason: "\(error)")
        }
    }

    /// An optional setting, made into a value; an unreadable one is an error, not the default.
    package func optional<Value>(_ key: ConfigKey, default: Value, make: (String) -> Value?) throws -> Value {
        guard let text = string(forKey: key) else { return `default` }
        guard let value = make(text) else {
            throw SettingError(
                variable: key.components.joined(separator: "_").uppercased(),
                reason: "not one of the values it may have")
        }
        return value
    }
}
